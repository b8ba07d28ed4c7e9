import { AppError } from '@flowport/domain';
import pg from 'pg';
import { toAppError } from './errors.ts';
import { migrationsDirectory, readMigrations } from './migrateTables.ts';

/**
 * For a process that uses the database and leaves its migration to others: whether the database is of this very version.
 * @throws AppError `conflict` when it is older or newer, saying what to do; `unavailable` when it cannot be reached.
 */
export async function assertMigrated(url: string): Promise<void> {
  const [known, applied] = await Promise.all([readMigrations(migrationsDirectory), readApplied(url)]);
  const names = new Set(known.map(({ name }) => name));
  const unknown = applied.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new AppError(
      'conflict',
      `The database belongs to a newer version of Flowport: its migration ${unknown} is not known here. Update this installation to the version of the portal.`,
    );
  }
  const missing = known.filter(({ name }) => !applied.includes(name));
  const [first] = missing;
  if (first) {
    throw new AppError(
      'conflict',
      `The database is of an older version of Flowport: ${missing.length === 1 ? 'a migration is' : `${missing.length} migrations are`} missing, from ${first.name} on. Run npm run migrate with this version, then start again.`,
    );
  }
}

async function readApplied(url: string): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'flowport',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows: tables } = await client.query(
      `SELECT FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = '_prisma_migrations'`,
    );
    if (tables.length === 0) return [];
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    throw toAppError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
