import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markExpiredLeases } from '../lease/markExpiredLeases.ts';
import { listLogsToPurge } from '../log/purgeLog.ts';
import { readLog } from '../log/readLog.ts';
import { readLogEnd } from '../log/readLogEnd.ts';
import { countAwaitingApproval } from '../run/countAwaitingApproval.ts';
import { getRunDetail } from '../run/getRunDetail.ts';
import { listAwaitingApproval } from '../run/listAwaitingApproval.ts';
import { listRuns } from '../run/listRuns.ts';
import { getStack } from '../stack/getStack.ts';
import { listStacks } from '../stack/listStacks.ts';
import { createTestDatabase, parametersOf, type TestDatabase } from '../testing/index.ts';
import { wholeReads } from '../testing/wholeReads.ts';
import type { Database } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrateTables, migrationsDirectory } from './migrateTables.ts';
import { openDatabase } from './openDatabase.ts';

/**
 * A database that has been in use since the first version: 100,000 runs of 2,000 stacks, with 1,000,000 pieces of log. It
 * is filled under the schema of the first migration, and all others are applied to it as they would be at an update.
 */
const [runs, chunksPerRun, stacks] = [100_000, 10, 2000];

/** Enough for an update in a short break; what rewrites a large table, or waits behind one, takes far longer. */
const migrationSecondsMax = 30;

let host: TestDatabase;
let admin: pg.Client;
let name: string;
let url: string;
let db: Database;
let before: string;
let migrationSeconds: number;

beforeAll(async () => {
  host = await createTestDatabase();
  admin = new pg.Client({ connectionString: host.url });
  await admin.connect();
  name = `large_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  url = Object.assign(new URL(host.url), { pathname: name }).href;
  await migrateFirst(url);
  await fill(url);
  before = await contentsOf(url);
  const started = performance.now();
  await migrate(url);
  migrationSeconds = (performance.now() - started) / 1000;
  await analyze(url);
  db = await openDatabase({ url, poolMax: 20 });
}, 300_000);

afterAll(async () => {
  await db?.close();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.end();
  await host.drop();
});

/** The first migration alone, as the first version did it. */
async function migrateFirst(to: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'flowport-migrations-'));
  const [first = ''] = (await readdir(migrationsDirectory)).filter((entry) => /^\d/.test(entry)).sort();
  await mkdir(join(directory, first));
  await cp(join(migrationsDirectory, first), join(directory, first), { recursive: true });
  expect(await migrateTables(to, directory)).toEqual([first]);
  await rm(directory, { recursive: true });
}

async function withClient<T>(to: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: to });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Rows that point to each other rightly are made, so that no key has to be looked up for each. */
async function fill(to: string): Promise<void> {
  const parameters = JSON.stringify(parametersOf(1));
  await withClient(to, async (client) => {
    await client.query(`SET session_replication_role = replica`);
    await client.query(`
      INSERT INTO "user" (id, name, email, role) VALUES ('usr_1', 'Rita', 'rita@x.test', 'requester');
      INSERT INTO team (id, slug, name) SELECT 'team_' || i, 'team-' || i, 'Team ' || i FROM generate_series(1, 20) i;
      INSERT INTO blueprint_version (blueprint, version) VALUES ('metaflow-eks', '1.0.0');
      INSERT INTO target (id, name, kind, account, region, deployer_role_arn, external_id, state_bucket, state_region,
        workspace_key_prefix)
      VALUES ('tgt_1', 'old', 'aws', '111122223333', 'eu-west-1', 'arn:aws:iam::111122223333:role/deployer', 'x', 'state',
        'eu-west-1', 'stacks');`);
    await client.query(
      `INSERT INTO stack (id, slug, team_id, target_id, owner_id, description, preset, blueprint, blueprint_version,
        parameters, cidr, cost_floor_cents, cost_ceiling_cents, status, updated_at)
      SELECT 'stk_' || i, 'stack-' || i, 'team_' || (i % 20 + 1), 'tgt_1', 'usr_1', 'Number ' || i, 'small',
        'metaflow-eks', '1.0.0', $1::jsonb, '10.32.0.0/20', 1, 2, 'ready', now() - make_interval(mins => i)
      FROM generate_series(1, ${stacks}) i`,
      [parameters],
    );
    // The last run of every hundredth stack awaits a decision; all others have ended.
    await client.query(
      `INSERT INTO run (id, stack_id, kind, status, requested_by_id, reason, parameters, blueprint, blueprint_version,
        cost_floor_cents, cost_ceiling_cents, created_at, finished_at)
      SELECT 'run_' || lpad(i::text, 9, '0'), 'stk_' || (i % ${stacks} + 1), 'update',
        CASE WHEN waits THEN 'awaiting_approval' ELSE 'succeeded' END::run_status, 'usr_1', 'because', $1::jsonb,
        'metaflow-eks', '1.0.0', 1, 2, now() - make_interval(mins => ${runs} - i),
        CASE WHEN waits THEN NULL ELSE now() - make_interval(mins => ${runs} - i) END
      FROM generate_series(1, ${runs}) i, LATERAL (SELECT i > ${runs - stacks} AND i % 100 = 0 AS waits) w`,
      [parameters],
    );
    await client.query(`
      INSERT INTO run_step (id, run_id, position, name, layer, status)
      SELECT id || step, id, step, 'plan', 'cluster', 'succeeded' FROM run, generate_series(1, 3) step;
      INSERT INTO run_history (run_id, to_status, event, at) SELECT id, 'queued', 'request', created_at FROM run;
      INSERT INTO run_lease (run_id, worker_id, token, acquired_at, expires_at, released_at)
      SELECT id, 'worker-1', 1, created_at, created_at, created_at FROM run;
      INSERT INTO run_log (run_id, bytes) SELECT id, ${chunksPerRun} * 65 FROM run;
      INSERT INTO log_chunk (run_id, start_offset, end_offset, at, step, layer, text)
      SELECT id, piece * 65, piece * 65 + 65, created_at, 'apply', 'cluster', rpad(id || ' ' || piece, 64, '.') || E'\\n'
      FROM run, generate_series(0, ${chunksPerRun - 1}) piece;`);
    await client.query('ANALYZE');
  });
}

const analyze = (of: string) => withClient(of, (client) => client.query('ANALYZE'));

/** What was there under the first schema, told in one line. */
async function contentsOf(of: string): Promise<string> {
  return withClient(of, async (client) => {
    const { rows } = await client.query(`
      SELECT
        (SELECT json_agg(s) FROM (SELECT status::text, count(*), min(id), max(id) FROM run GROUP BY 1 ORDER BY 1) s) AS runs,
        (SELECT count(*) || ' ' || sum(hashtext(id || slug || parameters::text)::bigint) FROM stack) AS stacks,
        (SELECT sum(hashtext(id || stack_id || parameters::text || created_at)::bigint) FROM run) AS run_hash,
        (SELECT count(*) || ' ' || sum(hashtext(run_id || start_offset || text)::bigint) FROM log_chunk) AS chunks,
        (SELECT sum(bytes) FROM run_log) AS bytes,
        (SELECT count(*) FROM run_history) AS history`);
    return JSON.stringify(rows);
  });
}

test('every migration since the first goes through fast, and loses nothing', async () => {
  expect(before).toContain('"count":99980');
  expect(await contentsOf(url)).toBe(before);
  expect(migrationSeconds).toBeLessThan(migrationSecondsMax);
  expect((await migrate(url)).applied).toEqual([]);
});

test('pages, the inbox, the sweep and logs find their rows by index', async () => {
  const some = `run_${String(runs / 2).padStart(9, '0')}`;
  const waiting = `run_${String(runs).padStart(9, '0')}`;
  const works = {
    'newest runs': () => listRuns(db, { limit: 50 }),
    'runs of a stack': () => listRuns(db, { limit: 50, stackId: 'stk_500' }),
    'active runs': () => listRuns(db, { limit: 50, status: ['queued', 'planning', 'applying'] }),
    'a run': () => getRunDetail(db, some),
    'a run that waits': () => getRunDetail(db, waiting),
    'all stacks': () => listStacks(db, { includeGone: false, sort: 'updatedAt', direction: 'desc' }),
    'a stack': () => getStack(db, 'stk_500'),
    'the inbox': () => listAwaitingApproval(db),
    'count of approvals': () => countAwaitingApproval(db),
    'a page of log': () => readLog(db, { runId: some, offset: 130, bytesMax: 200 }),
    'the end of a log': () => readLogEnd(db, some),
    'logs to remove': () => listLogsToPurge(db, { limit: 50 }),
    'the sweep': () => db.inTransaction((tx) => markExpiredLeases(tx)),
  };
  for (const [what, work] of Object.entries(works)) {
    await work();
    const reads = await wholeReads(db, work);
    for (const table of ['run', 'run_step', 'run_history', 'run_lease', 'run_log', 'log_chunk']) {
      expect([what, table, reads[table]]).toEqual([what, table, undefined]);
    }
  }
  expect(await listAwaitingApproval(db)).toHaveLength(20);
  const page = await readLog(db, { runId: some, offset: 130, bytesMax: 65 });
  expect(page.chunks.map(({ text }) => text)).toEqual([`${`${some} 2`.padEnd(64, '.')}\n`]);
  expect(page).toMatchObject({ nextOffset: 195, complete: false, removed: null });
});
