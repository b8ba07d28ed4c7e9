import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@flowport/domain';
import { type Account, launchAs } from './account.ts';
import type { Binaries } from './binaries.ts';

/** The files of one embedded database, and the password that opens it. */
export type Cluster = { directory: string; password: string };

type ClusterOptions = {
  binaries: Binaries;
  account: Account | undefined;
  /** Whether it has to survive a crash of the machine; those of tests need not. */
  durable: boolean;
  log: (line: string) => void;
};

export const superuser = 'flowport';

/**
 * Makes the cluster at the first start and finds it at later ones. The password lies beside it, readable for its owner
 * alone.
 * @throws AppError `unavailable` where the directory cannot be made or entered.
 */
export async function ensureCluster(dataDir: string, options: ClusterOptions): Promise<Cluster> {
  const { account } = options;
  const directory = join(dataDir, 'cluster');
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `Starting the embedded database: the directory ${dataDir} cannot be made. Choose another FLOWPORT_DATA_DIR, or make it writable.`,
      { cause },
    );
  }
  if (account) {
    // A directory of ours may be entered by the account; what lies in it keeps its own permissions.
    const { mode } = await stat(dataDir);
    if ((mode & 0o001) === 0) await chmod(dataDir, mode | 0o001);
  }
  const password = await ensurePassword(join(dataDir, 'password'));
  // Written last, so it says that initdb came to its end.
  if (await exists(join(directory, 'flowport.initialized'))) return { directory, password };
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  if (account) await chown(directory, account.uid, account.gid);
  await initialize(directory, password, { ...options, dataDir });
  await writeFile(join(directory, 'flowport.initialized'), '');
  return { directory, password };
}

async function ensurePassword(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (!(await exists(path))) {
      throw new AppError(
        'unavailable',
        `Starting the embedded database: the file ${path} cannot be written. Choose another FLOWPORT_DATA_DIR, or make it writable.`,
        { cause },
      );
    }
  }
  return (await readFile(path, 'utf8')).trim();
}

/** The builtin locale provider makes sorting the same on every system, whatever locales are installed. */
async function initialize(
  directory: string,
  password: string,
  options: ClusterOptions & { dataDir: string },
): Promise<void> {
  const { account, binaries, log } = options;
  const passwordFile = join(options.dataDir, `initdb-${randomBytes(6).toString('hex')}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  try {
    const args = [
      `--pgdata=${directory}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      '--data-checksums',
      ...(options.durable ? [] : ['--no-sync']),
    ];
    await new Promise<void>((done, fail) => {
      const launch = launchAs(account, binaries.initdb, args);
      const child = spawn(launch.command, launch.args, { ...launch.options, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          for (const line of text.split('\n')) if (line.trim()) log(line);
        });
      }
      child.once('error', fail);
      child.once('close', (code) => (code === 0 ? done() : fail(new Error(`initdb ended with ${code}: ${said}`))));
    });
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `Starting the embedded database: its files could not be made in ${directory}. ${lastLine(cause)} Choose another FLOWPORT_DATA_DIR, or set DATABASE_URL.`,
      { cause },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function lastLine(cause: unknown): string {
  const lines = cause instanceof Error ? cause.message.trim().split('\n') : [];
  const line = lines.at(-1)?.trim() ?? '';
  return line === '' ? '' : `It said: ${line}.`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
