import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '../testing/index.ts';
import { claimJobs } from './claimJobs.ts';

let database: TestDatabase;
let boss: PgBoss;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  boss = new PgBoss({ connectionString: database.url, migrate: false, supervise: false, schedule: false });
  await boss.start();
  for (let i = 0; i < 8; i++) pools.push(new pg.Pool({ connectionString: database.url, max: 1 }));
});
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
    const claimed = await Promise.all(pools.map((pool) => claimJobs(boss, pool, 1)));
    expect(claimed.flat()).toHaveLength(3);
    await database.db.client.$executeRaw`
      UPDATE pgboss.job SET state = 'created', started_on = NULL WHERE group_id = ${portal.target.id}`;
  }
});

test('a claim that hangs in the middle keeps the others from claiming for a few seconds at most', async () => {
  const portal = await insertPortal(database.db, 'hang');
  await requestStack(database.db, portal, 20);
  const frozen = Promise.withResolvers<never>();
  // A process that is stopped in the middle of its claim: it never says another word on its connection.
  const stopped = { fetch: () => frozen.promise } as unknown as PgBoss;
  const lost = new pg.Pool({ connectionString: database.url, max: 1 });
  lost.on('error', () => undefined);
  const hanging = claimJobs(stopped, lost, 1).catch(() => undefined);
  const began = performance.now();
  const [pool] = pools;
  if (!pool) throw new Error('There are no pools.');
  await database.db.client.$queryRaw`SELECT 1 FROM pg_sleep(0.2)`;
  const claimed = await claimJobs(boss, pool, 1);
  expect(performance.now() - began).toBeLessThan(6000);
  expect(claimed).toHaveLength(1);
  frozen.reject(new Error('The connection was closed.'));
  await hanging;
  await lost.end();
});
