import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError } from '@flowport/domain';

/** The account that Postgres runs as. */
export type Account = { name: string; uid: number; gid: number };

/**
 * Postgres refuses to run as root. A root process therefore starts it as `postgres`, or as `nobody` where that account
 * does not exist; no account is ever created. Everyone else runs it as themselves (undefined).
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (name !== undefined && uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new AppError(
    'unavailable',
    'Starting the embedded database: PostgreSQL does not run as root, and there is no account postgres or nobody. Start Flowport as another user, or set DATABASE_URL.',
  );
}

/**
 * Every directory above `path` has to let the account through, or its programs and files cannot be reached.
 * @throws AppError `unavailable` naming the directory that does not.
 */
export async function assertReachable(account: Account, path: string): Promise<void> {
  for (let directory = dirname(resolve(path)); ; directory = dirname(directory)) {
    const { mode, uid, gid } = await stat(directory);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new AppError(
        'unavailable',
        `Starting the embedded database: as root it runs as the account ${account.name}, which may not enter ${directory} on the way to ${path}. Keep Flowport and FLOWPORT_DATA_DIR outside of private directories, start it as another user, or set DATABASE_URL.`,
      );
    }
    if (directory === dirname(directory)) return;
  }
}
