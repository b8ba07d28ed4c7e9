import { installQueue } from '../queue/installQueue.ts';
import { toAppError } from './errors.ts';
import { migrateTables, migrationsDirectory } from './migrateTables.ts';

/**
 * Brings a database to this version: the tables of prisma/migrations, then the queue. Safe to call from several
 * processes at once.
 * @returns the migrations of tables that were applied now; none when the database was up to date.
 * @throws AppError `unavailable`; `conflict` when the database belongs to another version.
 */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  try {
    const applied = await migrateTables(url, migrationsDirectory);
    await installQueue(url);
    return { applied };
  } catch (error) {
    throw toAppError(error);
  }
}
