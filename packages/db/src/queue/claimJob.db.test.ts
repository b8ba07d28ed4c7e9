import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '../testing/index.ts';
import { claimJob } from './claimJob.ts';

let database: TestDatabase;
let boss: PgBoss;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  boss = new PgBoss({ connectionString: database.url, migrate: false, supervise: false, schedule: false });
  await boss.start();
  for (let i = 0; i < 8; i++) pools.push(new pg.Pool({ connectionString: database.url, max: 1 }));
});
beforeEach(() => database.db.client.$executeRaw`DELETE FROM pgboss.job`);
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await boss.stop({ graceful: false });
  await database.drop();
});

test('of claims at the same moment no more pass together than the policy of the target allows', async () => {
  const portal = await insertPortal(database.db, 'race');
  await database.db.client.target.update({ where: { id: portal.target.id }, data: { policy: { runsMax: 3 } } });
  for (let number = 0; number < 8; number++) await requestStack(database.db, portal, number);
  for (let round = 0; round < 20; round++) {
    const claimed = await Promise.all(pools.map((pool) => claimJob(boss, pool)));
    expect(claimed.filter((job) => job !== undefined)).toHaveLength(3);
    await database.db.client.$executeRaw`
      UPDATE pgboss.job SET state = 'created', started_on = NULL WHERE group_id = ${portal.target.id}`;
  }
});

test('of a last place the most urgent job gets it, by the policy as it is now', async () => {
  const portal = await insertPortal(database.db, 'last');
  const policy = async (runsMax: number) =>
    database.db.client.target.update({ where: { id: portal.target.id }, data: { policy: { runsMax } } });
  for (let number = 30; number < 42; number++) {
    const { runId } = await requestStack(database.db, portal, number);
    await database.db.client.$executeRaw`
      UPDATE pgboss.job SET priority = ${number} WHERE data ->> 'runId' = ${runId}`;
  }
  const [pool] = pools;
  if (!pool) throw new Error('There are no pools.');
  const taken: number[] = [];
  for (const runsMax of [1, 2, 3]) {
    await policy(runsMax);
    const job = await claimJob(boss, pool);
    expect(await claimJob(boss, pool)).toBeUndefined();
    const [row] = await database.db.client.$queryRaw<{ priority: number }[]>`
      SELECT priority FROM pgboss.job WHERE id = ${job?.id}::uuid`;
    taken.push(row?.priority ?? 0);
  }
  expect(taken).toEqual([41, 40, 39]);
});

test('a process that is stopped in the middle of its claim keeps no other from claiming', async () => {
  const portal = await insertPortal(database.db, 'hang');
  const runIds = new Set<string | undefined>();
  for (let number = 50; number < 52; number++) runIds.add((await requestStack(database.db, portal, number)).runId);
  const stopped = new pg.Pool({ connectionString: database.url, max: 1 });
  const client = await stopped.connect();
  // What Postgres says from here on is not read.
  const { stream } = (client as unknown as { connection: { stream: NodeJS.ReadStream } }).connection;
  stream.pause();
  client.release();
  const hanging = claimJob(boss, stopped);
  await vi.waitFor(async () => {
    const active = await database.db.client.$queryRaw<unknown[]>`
      SELECT 1 FROM pgboss.job WHERE group_id = ${portal.target.id} AND state = 'active'`;
    expect(active).toHaveLength(1);
  });
  const [pool] = pools;
  if (!pool) throw new Error('There are no pools.');
  const began = performance.now();
  const claimed = await claimJob(boss, pool);
  expect(performance.now() - began).toBeLessThan(3000);
  stream.resume();
  expect(new Set([claimed?.run.runId, (await hanging)?.run.runId])).toEqual(runIds);
  await stopped.end();
});
