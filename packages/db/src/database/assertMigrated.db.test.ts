import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { assertMigrated } from './assertMigrated.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a database of this version is accepted', async () => {
  await expect(assertMigrated(database.url)).resolves.toBeUndefined();
});

test('an older one is refused with what is missing, a newer one with what is unknown', async () => {
  const [last] = await database.db.client.$queryRaw<{ name: string }[]>`
    DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)
    RETURNING migration_name AS name`;
  await expect(assertMigrated(database.url)).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: `The database is of an older version of Flowport: a migration is missing, from ${last?.name} on. Run npm run migrate with this version, then start again.`,
  });
  await database.db.client.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('x', 'y', '29990101000000_later', now(), 1)`;
  await expect(assertMigrated(database.url)).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringMatching(/newer version .* 29990101000000_later/),
  });
});

test('an empty database was never migrated, and one that is not there cannot be reached', async () => {
  await database.db.client.$executeRaw`DROP TABLE _prisma_migrations`;
  await expect(assertMigrated(database.url)).rejects.toMatchObject({
    publicMessage: expect.stringContaining('migrations are missing'),
  });
  await expect(assertMigrated('postgresql://nobody:x@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'unavailable' });
});
