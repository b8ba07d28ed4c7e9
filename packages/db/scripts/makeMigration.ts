import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateTables, migrationsDirectory } from '../src/database/migrateTables.ts';
import { startWithSettings } from '../src/embedded/startEmbeddedPostgres.ts';
import { sqlTowardsSchema } from './schemaEngine.ts';

/**
 * Writes the migration that leads from prisma/migrations to prisma/schema.prisma:
 * `npm run migration -w @flowport/db -- add_something`. Read it before you commit it.
 */
const name = process.argv[2];
if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error(
    'Name the migration in lower case with underscores, as: npm run migration -w @flowport/db -- add_quota',
  );
  process.exit(1);
}
const schema = join(migrationsDirectory, '..', 'schema.prisma');
const dataDir = await mkdtemp(join(tmpdir(), 'flowport-migration-'));
const postgres = await startWithSettings(
  { dataDir, log: () => undefined },
  { durable: false, settings: { fsync: 'off' } },
);
try {
  await migrateTables(postgres.url, migrationsDirectory);
  const sql = await sqlTowardsSchema(postgres.url, { path: schema, content: await readFile(schema, 'utf8') });
  if (sql === '') {
    console.log('The migrations already lead to the schema; nothing to write.');
  } else {
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const directory = join(migrationsDirectory, `${stamp}_${name}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'migration.sql'), sql);
    await writeFile(join(migrationsDirectory, 'migration_lock.toml'), 'provider = "postgresql"\n');
    console.log(`Wrote ${directory}/migration.sql`);
  }
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
