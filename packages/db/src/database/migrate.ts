import { notWritten } from '../notWritten.ts';

/** Applies the migrations that the database lacks, and those of the queue. Safe to call from several processes at once. */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  return notWritten(`migrate ${url}`);
}
