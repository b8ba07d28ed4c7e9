import { notWritten } from '../notWritten.ts';
import type { Database } from './connection.ts';

/**
 * @param poolMax how many connections this process may hold, beside the one for notifications; 10 unless told.
 * @throws AppError `unavailable` with the remedy when the database cannot be reached.
 */
export async function openDatabase(options: { url: string; poolMax?: number }): Promise<Database> {
  return notWritten(`openDatabase ${options.url}`);
}
