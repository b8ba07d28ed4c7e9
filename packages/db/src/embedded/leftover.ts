import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@flowport/domain';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { superuser } from './cluster.ts';

/** Whoever supervises a server holds this advisory lock; it is free again the moment the supervisor is dead. */
export const supervisorLock = 7_236_401;

/** How long a server that was left alone may take to stop; a checkpoint of a large cache takes seconds. */
const stopSecondsMax = 30;

/**
 * Clears the way for a new server after the one before was not stopped in order. A server whose supervisor was killed
 * is stopped; a `postmaster.pid` that names a process which is not this server is removed.
 * @returns whether there was anything left.
 * @throws AppError `conflict` while another Flowport supervises the server of this directory.
 */
export async function clearLeftover(cluster: Cluster, log: (line: string) => void): Promise<boolean> {
  const pidFile = join(cluster.directory, 'postmaster.pid');
  const lines = await readFile(pidFile, 'utf8').then(
    (text) => text.split('\n'),
    () => undefined,
  );
  if (!lines) return false;
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(await isServerOf(pid, cluster.directory))) {
    // The server's children see that it is gone and end. The file may be removed only after them: it is what keeps a
    // new server away from them. Where they cannot be seen, Postgres itself judges a file whose process is dead.
    if (process.platform !== 'linux' && !isAlive(pid)) return true;
    await until(async () => !(await hasProcessIn(cluster.directory)), cluster.directory);
    log(`Removing ${pidFile}, left behind by a server that is gone.`);
    await rm(pidFile, { force: true });
    return true;
  }
  if (await hasSupervisor(cluster, port)) {
    throw new AppError(
      'conflict',
      `Starting the embedded database: ${cluster.directory} is in use by another Flowport (PostgreSQL has process id ${pid}). Stop it first, or choose another FLOWPORT_DATA_DIR.`,
    );
  }
  log(`Stopping the server ${pid}, whose supervisor is gone.`);
  process.kill(pid, 'SIGINT');
  await until(async () => !(await isServerOf(pid, cluster.directory)), cluster.directory);
  return true;
}

async function until(isOver: () => Promise<boolean>, directory: string): Promise<void> {
  for (let waited = 0; !(await isOver()); waited += 50) {
    if (waited >= stopSecondsMax * 1000) {
      throw new AppError(
        'unavailable',
        `Starting the embedded database: processes of an earlier PostgreSQL server in ${directory} do not stop. End them, then start again.`,
      );
    }
    await wait(50);
  }
}

/** Every process of a server works in its directory; only Linux shows that. */
async function hasProcessIn(directory: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const real = await realpath(directory);
  const names = await readdir('/proc');
  const places = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readlink(`/proc/${name}/cwd`).catch(() => '')),
  );
  return places.includes(real);
}

/** Process ids are used again, so that the number alone proves nothing: the command line has to name the directory. */
async function isServerOf(pid: number, directory: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(directory);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (text) => text.replaceAll('\0', ' '),
      () => '',
    );
  }
  return new Promise((done) => {
    execFile('ps', ['-o', 'command=', '-p', String(pid)], (error, stdout) => done(error ? '' : stdout));
  });
}

/** A server that answers is asked for the lock. One that does not answer has no supervisor who could use it. */
async function hasSupervisor(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: cluster.password,
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {
    // The server may end while it is asked; the failed query says so.
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [supervisorLock]);
    return rows[0]?.free === false;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
