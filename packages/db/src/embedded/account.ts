import type { SpawnOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError } from '@flowport/domain';

/** The account that Postgres runs as; `entersAll` where it needs root's right to pass through private directories. */
export type Account = { name: string; uid: number; gid: number; entersAll: boolean };

const setpriv = '/usr/bin/setpriv';

/**
 * Postgres refuses to run as root. A root process therefore starts it as `postgres`, or as `nobody` where that account
 * does not exist; no account is ever created. Everyone else runs it as themselves (undefined).
 * @param paths the programs and files that it has to reach
 * @throws AppError `unavailable` where there is no account, or one cannot get to its files.
 */
export async function accountForPostgres(paths: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const account = findAccount();
  const closed = (await Promise.all(paths.map((path) => closedDirectory(account, path)))).find((found) => found);
  if (closed === undefined) return account;
  if (existsSync(setpriv)) return { ...account, entersAll: true };
  throw new AppError(
    'unavailable',
    `Starting the embedded database: as root it runs as the account ${account.name}, which may not enter ${closed}. Keep Flowport and FLOWPORT_DATA_DIR outside of private directories, start it as another user, or set DATABASE_URL.`,
  );
}

type Launch = { command: string; args: string[]; options: Pick<SpawnOptions, 'uid' | 'gid' | 'env'> };

/**
 * How to start a program as the account, with an environment that says nothing else about Postgres. To pass private
 * directories it keeps one capability of root, that of reading and searching; `no_setuid_fixup` keeps it for
 * `access(2)` too, which would otherwise judge the plain account.
 */
export function launchAs(account: Account | undefined, program: string, args: readonly string[]): Launch {
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  if (account === undefined) return { command: program, args: [...args], options: { env } };
  const { uid, gid } = account;
  if (!account.entersAll) return { command: program, args: [...args], options: { uid, gid, env } };
  const privileges = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_read_search',
    '--ambient-caps=-all,+dac_read_search',
    '--securebits=+no_setuid_fixup',
  ];
  return { command: setpriv, args: [...privileges, program, ...args], options: { env } };
}

function findAccount(): Account {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (name !== undefined && uid && gid) return { name, uid: Number(uid), gid: Number(gid), entersAll: false };
  }
  throw new AppError(
    'unavailable',
    'Starting the embedded database: PostgreSQL does not run as root, and there is no account postgres or nobody. Start Flowport as another user, or set DATABASE_URL.',
  );
}

/** The first directory above `path` that does not let the account through. Those that are still to be made will. */
async function closedDirectory(account: Account, path: string): Promise<string | undefined> {
  for (let directory = dirname(resolve(path)); ; directory = dirname(directory)) {
    const found = await stat(directory).catch(() => undefined);
    if (found) {
      const bit = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001;
      if ((found.mode & bit) === 0) return directory;
    }
    if (directory === dirname(directory)) return undefined;
  }
}
