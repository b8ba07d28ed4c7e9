import type { Database } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';

export type TestDatabase = {
  url: string;
  db: Database;
  /** Closes `db` and drops the database. */
  drop(): Promise<void>;
};

/** A migrated database of its own, cloned from the template. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return notWritten('createTestDatabase');
}
