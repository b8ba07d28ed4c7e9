import { afterAll, beforeAll, expect, test } from 'vitest';
import { countAwaitingApproval } from '../run/countAwaitingApproval.ts';
import { getRunDetail } from '../run/getRunDetail.ts';
import { listRuns } from '../run/listRuns.ts';
import {
  createTestDatabase,
  insertPortal,
  type Portal,
  parametersOf,
  requestStack,
  type TestDatabase,
} from '../testing/index.ts';
import { wholeReads } from '../testing/wholeReads.ts';
import { getActor } from '../user/getActor.ts';
import { getStack } from './getStack.ts';
import { listStacks } from './listStacks.ts';

/**
 * Lists at the size of a large company: 1,000 stacks, 20 runs each with their steps, of 20 teams. What is asserted is the
 * plan of the database, not the clock of a shared machine: no list reads a whole table of runs or steps.
 */
let database: TestDatabase;
let portal: Portal;
let first: { stackId: string; runId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
  first = await requestStack(database.db, portal, 0, new Date(Date.UTC(2020, 0, 1)));
  const { client } = database.db;
  await client.$executeRaw`
    INSERT INTO team (id, slug, name) SELECT 'team_' || i, 'team-' || i, 'Team ' || i FROM generate_series(1, 20) AS i`;
  const parameters = JSON.stringify(parametersOf(1));
  await client.$executeRaw`
    INSERT INTO stack (id, slug, team_id, target_id, owner_id, description, preset, blueprint, blueprint_version,
      parameters, cidr, cost_floor_cents, cost_ceiling_cents, status, updated_at)
    SELECT 'stk_' || i, 'made-' || i, 'team_' || (i % 20 + 1), target_id, owner_id, 'Made for ' || i, preset, blueprint,
      blueprint_version, ${parameters}::jsonb, cidr, i, i * 2, 'ready', now() - make_interval(mins => i)
    FROM stack, generate_series(1, 1000) AS i WHERE id = ${first.stackId}`;
  await client.$executeRaw`
    INSERT INTO run (id, stack_id, kind, status, requested_by_id, reason, parameters, blueprint, blueprint_version,
      cost_floor_cents, cost_ceiling_cents, finished_at)
    SELECT 'run_1' || lpad((i * 20 + j)::text, 8, '0'), 'stk_' || i, 'update', 'succeeded', requested_by_id, 'because',
      parameters, blueprint, blueprint_version, 1, 2, now()
    FROM run, generate_series(1, 1000) AS i, generate_series(1, 20) AS j WHERE id = ${first.runId}`;
  await client.$executeRaw`
    INSERT INTO run_step (id, run_id, position, name, layer, status, started_at, finished_at)
    SELECT run.id || step.position, run.id, step.position, step.name, step.layer, 'succeeded', now(), now()
    FROM run, run_step AS step WHERE step.run_id = ${first.runId} AND run.id <> ${first.runId}`;
  await client.$executeRaw`
    INSERT INTO run_history (run_id, to_status, event, at)
    SELECT run.id, 'queued', 'request', now() FROM run, generate_series(1, 5) AS i WHERE run.id <> ${first.runId}`;
  await client.$executeRaw`
    INSERT INTO plan (id, run_id, layer, basis, counts, changes, drift)
    SELECT 'pln_' || run.id, run.id, 'foundation', 'exact',
      '{"create":0,"update":1,"replace":0,"delete":0,"forget":0,"unchanged":9}', '[]', '[]' FROM run WHERE run.id <> ${first.runId}`;
  await client.$executeRaw`ANALYZE`;
});
afterAll(() => database.drop());

test('lists and pages find their rows by index', async () => {
  const { db } = database;
  const stacks = { includeGone: false, sort: 'updatedAt', direction: 'desc' } as const;
  const works = {
    'all stacks': () => listStacks(db, stacks),
    'stacks of a team': () => listStacks(db, { ...stacks, teamIds: ['team_3'] }),
    'stacks searched': () => listStacks(db, { ...stacks, search: 'made-77' }),
    'one stack': () => getStack(db, 'stk_500'),
    'newest runs': () => listRuns(db, { limit: 50 }),
    'runs of a stack': () => listRuns(db, { limit: 50, stackId: 'stk_500' }),
    'active runs': () => listRuns(db, { limit: 50, status: ['queued', 'planning', 'applying'] }),
    'one run': () => getRunDetail(db, 'run_100010010'),
    'count of approvals': () => countAwaitingApproval(db),
    'who asks': () => getActor(db, portal.requesterId),
  };
  for (const [name, work] of Object.entries(works)) {
    await work();
    const reads = await wholeReads(database.db, work);
    for (const table of ['run', 'run_step', 'run_history', 'log_chunk', 'plan'])
      expect([name, table, reads[table]]).toEqual([name, table, undefined]);
  }
  expect(await listStacks(db, stacks)).toHaveLength(1001);
});
