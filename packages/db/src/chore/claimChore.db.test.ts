import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { claimChore } from './claimChore.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('of many workers one does a chore, and not again before its time', async () => {
  const { db } = database;
  const chore = { name: 'sweep', everySeconds: 60 };
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimChore(db, chore)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await claimChore(db, chore)).toBe(false);
  await db.client.chore.update({ where: { name: 'sweep' }, data: { claimedAt: new Date(Date.now() - 61_000) } });
  expect(await claimChore(db, chore)).toBe(true);
  expect(await claimChore(db, { ...chore, name: 'other' })).toBe(true);
});
