import { readLog } from '@flowport/db';
import { createTestDatabase, insertPortal, type Portal, requestStack, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { activeRuns } from '../run/activeRuns.ts';
import { collectComplaints } from '../testing/complaints.ts';
import { logRetention } from './retention.ts';

let database: TestDatabase;
let portal: Portal;
let number = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
});
afterAll(() => database.drop());

function contextOf(active = activeRuns()): WorkerContext {
  return { db: database.db, active, logger: collectComplaints().logger } as Partial<WorkerContext> as WorkerContext;
}

async function endedDaysAgo(days: number): Promise<string> {
  const { runId } = await requestStack(database.db, portal, number++);
  // More than one statement removes.
  await database.db.client.$executeRaw`
    INSERT INTO log_chunk (run_id, start_offset, end_offset, at, text)
    SELECT ${runId}, i * 2, i * 2 + 2, now(), E'x\n' FROM generate_series(0, 599) AS i`;
  await database.db.client.$executeRaw`UPDATE run_log SET bytes = 1200 WHERE run_id = ${runId}`;
  const finishedAt = new Date(Date.now() - days * 86_400_000);
  await database.db.client.run.update({ where: { id: runId }, data: { status: 'succeeded', finishedAt } });
  return runId;
}

const chunks = (runId: string) => database.db.client.logChunk.count({ where: { runId } });

test('logs that were kept long enough go, those that were not stay, and a process that ends leaves the rest', async () => {
  const [kept, due] = [await endedDaysAgo(364), await endedDaysAgo(366)];
  const ending = activeRuns();
  ending.shutDown();
  await logRetention.run(contextOf(ending));
  expect(await chunks(due)).toBe(600);
  await logRetention.run(contextOf());
  expect([await chunks(kept), await chunks(due)]).toEqual([600, 0]);
  const { removed } = await readLog(database.db, { runId: due, offset: 0, bytesMax: 1024 });
  expect(removed?.keptDays).toBe(366);
  await logRetention.run(contextOf());
});
