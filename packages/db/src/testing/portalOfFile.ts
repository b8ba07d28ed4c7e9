import { afterAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from './createTestDatabase.ts';
import { insertPortal, type Portal } from './fixtures.ts';

/**
 * A database with a portal in it for the tests of one file, dropped after the last of them. To be awaited at the top of
 * the file.
 */
export async function portalOfFile(): Promise<{ database: TestDatabase; portal: Portal }> {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  return { database, portal: await insertPortal(database.db) };
}
