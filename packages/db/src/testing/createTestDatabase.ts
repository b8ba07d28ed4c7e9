import { inject } from 'vitest';
import type { Database } from '../database/connection.ts';
import { openDatabase } from '../database/openDatabase.ts';
// The declaration of what the global setup provides.
import type {} from './globalSetup.ts';

export type TestDatabase = {
  url: string;
  db: Database;
  /** Closes `db` and drops the database. */
  drop(): Promise<void>;
};

/**
 * A migrated database of its own, cloned from the template in some 50 ms. Call it in `beforeAll`, and `drop` in
 * `afterAll`. vitest has to run with this package's global setup, see index.ts.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const counter = inject('flowportTestDatabases');
  const answer = await fetch(counter, { method: 'POST' });
  const url = await answer.text();
  if (!answer.ok) throw new Error(`No test database: ${url}`);
  const db = await openDatabase({ url, poolMax: 20 });
  return {
    url,
    db,
    async drop() {
      await db.close();
      await fetch(counter, { method: 'DELETE', body: url });
    },
  };
}
