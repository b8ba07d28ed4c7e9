import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@flowport/domain';

/** More workers of one machine than anybody would start. */
const foldersMax = 64;

/**
 * A folder of the data directory that this process has to itself, for as long as it lives: the first one that no other
 * worker of this machine uses, so that a worker which is started again finds what it has left. Held by a socket, which
 * is gone with its process however that ends. Two machines must not share a data directory.
 * @throws AppError `unavailable` when the folder cannot be made.
 */
export async function claimDataFolder(dataDir: string): Promise<string> {
  for (let number = 1; number <= foldersMax; number++) {
    const folder = join(dataDir, number === 1 ? 'worker' : `worker-${number}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new AppError(
        'unavailable',
        `The folder ${folder} cannot be made; give this user the right to, or set FLOWPORT_DATA_DIR to another folder.`,
        { cause },
      );
    }
    if (await hold(folder)) return folder;
  }
  throw new AppError('unavailable', `${foldersMax} workers use the data directory ${dataDir} already.`);
}

async function hold(folder: string): Promise<boolean> {
  // Not in the folder itself, whose path may be too long for a socket.
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 24);
  const path = join(tmpdir(), `flowport-${name}.sock`);
  if (await listens(path)) return true;
  if (await answers(path)) return false;
  await rm(path, { force: true });
  return listens(path);
}

async function listens(path: string): Promise<boolean> {
  const server: Server = createServer((socket) => socket.destroy());
  server.listen(path);
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw cause;
  }
  // It says who is alive, and must not be what keeps the process alive.
  server.unref();
  return true;
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused: whoever made it has died.
    return false;
  } finally {
    socket.destroy();
  }
}
