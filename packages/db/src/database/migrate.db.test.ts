import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlTowardsSchema } from '../../scripts/schemaEngine.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { migrate } from './migrate.ts';
import { migrationsDirectory } from './migrateTables.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const schemaPath = join(migrationsDirectory, '..', 'schema.prisma');

test('the migrations lead exactly to the schema', async () => {
  const content = await readFile(schemaPath, 'utf8');
  expect(await sqlTowardsSchema(database.url, { path: schemaPath, content })).toBe('');
});

test('the comparison sees a partial index whose condition is another one', async () => {
  const content = await readFile(schemaPath, 'utf8');
  const changed = content.replace(", 'withdrawn'::stack_status]", ']');
  expect(changed).not.toBe(content);
  expect(await sqlTowardsSchema(database.url, { path: schemaPath, content: changed })).toContain(
    'stack_slug_of_target',
  );
});

test('a second migration finds nothing to do, even when several run at once', async () => {
  const all = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(all.map((one) => one.applied)).toEqual([[], [], []]);
});

test('a database of a newer version is refused in words', async () => {
  await database.db.client.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('x', 'y', '29990101000000_later', now(), 1)`;
  await expect(migrate(database.url)).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringContaining('29990101000000_later'),
  });
});

test('an unreachable database is reported as such', async () => {
  await expect(migrate('postgresql://nobody:x@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'unavailable' });
});
