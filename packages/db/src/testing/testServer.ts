import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../database/migrate.ts';
import { startWithSettings } from '../embedded/startEmbeddedPostgres.ts';

export type TestServer = {
  /** Clones the migrated template and returns the new database's connection string. */
  clone(): Promise<string>;
  drop(url: string): Promise<void>;
  stop(): Promise<void>;
};

/** What a crash would lose does not matter to a test, so nothing is waited for. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  autovacuum: 'off',
};

export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-test-db-'));
  const lines: string[] = [];
  const postgres = await startWithSettings(
    { dataDir, log: (line) => lines.push(line) },
    { durable: false, settings },
  ).catch((cause: unknown) => {
    throw new Error(`The test database did not start:\n${lines.join('\n')}`, { cause });
  });
  const named = (name: string) => Object.assign(new URL(postgres.url), { pathname: name }).href;
  const admin = new pg.Client({ connectionString: named('postgres') });
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query('CREATE DATABASE template_migrated');
  await migrate(named('template_migrated'));
  await admin.query('ALTER DATABASE template_migrated WITH IS_TEMPLATE true ALLOW_CONNECTIONS false');
  return {
    async clone() {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE template_migrated STRATEGY file_copy`);
      return named(name);
    },
    async drop(url) {
      const name = new URL(url).pathname.slice(1);
      await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`);
    },
    async stop() {
      await admin.end().catch(() => undefined);
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
