import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';

/** A reason why Flowport cannot start, as one sentence with its remedy. */
export class CannotStart extends Error {}

/** Makes the data directory where it is missing. */
export async function checkDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new CannotStart(
      `The data directory ${dataDir} cannot be written to; give this user the right to, or set FLOWPORT_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** A port of 0 is always free: the system chooses. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new CannotStart(
          cause.code === 'EACCES'
            ? `Port ${port} is reserved for the system; set FLOWPORT_PORT to one above 1023.`
            : `Port ${port} is taken by another program; stop that program, or set FLOWPORT_PORT to a free port.`,
          { cause },
        ),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

/** Whether anything listens where DATABASE_URL points; who may sign in is found out by the first query. */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const { hostname, port } = new URL(databaseUrl);
  const socket = connect({ host: hostname, port: port === '' ? 5432 : Number(port) });
  socket.setTimeout(5000, () => socket.destroy(new Error('no answer within 5 s')));
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  } catch (cause) {
    throw new CannotStart(
      `PostgreSQL at ${hostname}:${port || 5432} (from DATABASE_URL) does not answer; start it or correct the address, or unset DATABASE_URL to use the embedded one.`,
      { cause },
    );
  } finally {
    socket.destroy();
  }
}
