import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@flowport/domain';
import { type Account, launchAs } from './account.ts';
import type { Cluster } from './cluster.ts';

export type ServerOptions = {
  program: string;
  account: Account | undefined;
  cluster: Cluster;
  port: number | undefined;
  /** Settings beside those that every server of ours has. */
  settings: Readonly<Record<string, string>>;
  log: (line: string) => void;
};

export type Server = { port: number; stop: () => Promise<void> };

/** Crash recovery of a large database replays up to `max_wal_size` before the server answers. */
const startSecondsMax = 120;
const attemptsMax = 5;

/**
 * Starts the server and waits until it takes connections. It is tried again with another port when the chosen one was
 * taken meanwhile, and when processes of a killed server are still on their way out.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const lines: string[] = [];
    const child = spawnServer(options, port, (line) => {
      lines.push(line);
      options.log(line);
    });
    if (await becomesReady(child, options.cluster.directory)) return { port, stop: stopper(child) };
    await stopper(child)();
    if (attempt === attemptsMax) {
      const said = lines.at(-1) ?? 'It said nothing.';
      throw new AppError(
        'unavailable',
        `Starting the embedded database: PostgreSQL ended at once on port ${port}. ${said} ${options.port === undefined ? 'Its log says more.' : 'Choose another port if that one is taken.'}`,
        { cause: new Error(lines.join('\n')) },
      );
    }
    await wait(200 * attempt);
  }
}

/**
 * `detached` gives the server a process group of its own: Ctrl-C in the terminal reaches Flowport alone, which stops
 * the server last.
 */
function spawnServer(options: ServerOptions, port: number, log: (line: string) => void): ChildProcess {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    // Without a socket file nothing can clash in /tmp, and no path becomes too long.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const launch = launchAs(options.account, options.program, ['-D', options.cluster.directory, ...flags]);
  const child = spawn(launch.command, launch.args, {
    ...launch.options,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  createInterface({ input: child.stderr }).on('line', log);
  child.on('error', (error) => log(error.message));
  return child;
}

/** Reads the server's own word in `postmaster.pid`, as pg_ctl does: its eighth line says `ready`. */
async function becomesReady(child: ChildProcess, directory: string): Promise<boolean> {
  for (let waited = 0; waited < startSecondsMax * 1000; waited += 20) {
    if (hasEnded(child)) return false;
    const lines = await readFile(join(directory, 'postmaster.pid'), 'utf8').then(
      (text) => text.split('\n'),
      () => [],
    );
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true;
    await wait(20);
  }
  return false;
}

/** SIGINT is Postgres's fast shutdown: sessions end, everything is written. SIGQUIT drops the rest after 30 s. */
function stopper(child: ChildProcess): () => Promise<void> {
  // Where the process ends without having been asked to stop, the server is at least told to.
  const atExit = () => child.kill('SIGINT');
  process.once('exit', atExit);
  return async () => {
    process.off('exit', atExit);
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGQUIT'), 30_000);
    await ended;
    clearTimeout(late);
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address and a port.');
  return address.port;
}
