import { expect, test } from 'vitest';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { appendLog } from './appendLog.ts';
import { listLogsToPurge, purgeLog } from './purgeLog.ts';
import { readLog } from './readLog.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

async function endedRun(daysSince: number | null, lines = 10): Promise<string> {
  const { db } = database;
  const { runId } = await requestStack(db, portal, number++);
  const lease = await leaseOf(db, runId);
  for (let line = 0; line < lines; line++) {
    await appendLog(db, { runId, text: `line ${line}\n`, at: new Date(), step: null, layer: null, lease });
  }
  if (daysSince === null) return runId;
  await db.client.run.update({
    where: { id: runId },
    data: { status: 'succeeded', finishedAt: daysAgo(daysSince) },
  });
  await db.client.runLease.update({ where: { runId }, data: { releasedAt: new Date() } });
  return runId;
}

const read = (runId: string, offset = 0) => readLog(database.db, { runId, offset, bytesMax: 1_048_576 });

test('the logs of a target are due after its days, the oldest first, and those of runs at work never', async () => {
  const { db } = database;
  const [kept, due, oldest] = [await endedRun(29), await endedRun(31), await endedRun(400)];
  const active = await endedRun(null);
  await db.client.target.update({ where: { id: portal.target.id }, data: { policy: { logDays: 30 } } });
  expect(await listLogsToPurge(db, { limit: 10 })).toEqual([oldest, due]);
  expect(await listLogsToPurge(db, { limit: 1 })).toEqual([oldest]);
  await db.client.target.update({ where: { id: portal.target.id }, data: { policy: {} } });
  expect(await listLogsToPurge(db, { limit: 10 })).toEqual([oldest]);
  for (const runId of [kept, due, active]) expect((await read(runId)).chunks).toHaveLength(10);
});

test('a log goes in parts, is whole up to its end at any time, and then says when it was removed', async () => {
  const { db } = database;
  const runId = await endedRun(400);
  const { nextOffset } = await read(runId);
  expect(await purgeLog(db, { runId, chunksMax: 4 })).toBe(true);
  const half = await read(runId);
  expect(half.chunks.map(({ text }) => text).join('')).toBe('line 0\nline 1\nline 2\nline 3\nline 4\nline 5\n');
  expect(half).toMatchObject({ complete: true, removed: null });
  // Who was further than what is left comes to an end, too.
  expect(await read(runId, nextOffset - 7)).toMatchObject({ chunks: [], complete: true });
  expect(await purgeLog(db, { runId, chunksMax: 4 })).toBe(true);
  expect(await purgeLog(db, { runId, chunksMax: 4 })).toBe(false);
  const after = await read(runId);
  expect(after).toMatchObject({ chunks: [], complete: true, removed: { keptDays: 400 } });
  expect(Date.now() - (after.removed?.at.getTime() ?? 0)).toBeLessThan(60_000);
  expect(await listLogsToPurge(db, { limit: 10 })).not.toContain(runId);
  expect(await purgeLog(db, { runId, chunksMax: 4 })).toBe(false);
  expect((await read(runId)).removed).toEqual(after.removed);
});
