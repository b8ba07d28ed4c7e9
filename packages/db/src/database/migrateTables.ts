import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@flowport/domain';
import pg from 'pg';

export const migrationsDirectory = join(import.meta.dirname, '..', '..', '..', '..', 'prisma', 'migrations');

/** Held while migrations run; the number is that of Prisma's own engine, so that both keep each other out. */
const migrationLock = 72_707_369;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Applies the migrations that the database lacks, each in a transaction of its own, and records them where Prisma's
 * tools look. Several processes may call it at once: one works, the others wait and find nothing to do.
 * @returns the names of those that were applied now.
 * @throws AppError `conflict` when a migration that was applied is not the one in the directory, or is missing there.
 */
export async function migrateTables(url: string, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString: url, application_name: 'flowport-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await client.query(createHistory);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    assertSameHistory(migrations, rows);
    const applied = new Set(rows.map((row) => row.name));
    const missing = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of missing) await apply(client, migration);
    return missing.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/** The table of Prisma's migration engine, column by column. */
const createHistory = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function assertSameHistory(migrations: readonly Migration[], applied: readonly { name: string; checksum: string }[]) {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  const wrong = applied.find((row) => known.get(row.name) !== row.checksum);
  if (!wrong) return;
  const what = known.has(wrong.name)
    ? `the migration ${wrong.name} was changed after it had been applied`
    : `the migration ${wrong.name} was applied, and this version of Flowport does not know it`;
  throw new AppError(
    'conflict',
    `Migrating the database: ${what}. Start the version of Flowport that the database was used with last, or a newer one.`,
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new AppError(
      'internal',
      `Migrating the database: the migration ${migration.name} failed, and nothing of it was kept. Its cause is in the log.`,
      { cause },
    );
  }
}
