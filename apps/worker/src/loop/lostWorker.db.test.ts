import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openQueue, randomIds } from '@flowport/db';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interruptAbandoned } from '../recovery/sweep.ts';
import { firstLine } from '../testing/sandboxProcess.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const leaseSeconds = 3;

test('the run of a killed worker starts on another one as soon as its lease was swept, long before the queue notices', async () => {
  const { db } = database;
  const { runId } = await requestStack(db, await insertPortal(db), 1);
  const program = `
    import { acquireLease, advanceRun, openDatabase, openQueue, randomIds } from '@flowport/db';
    const db = await openDatabase({ url: ${JSON.stringify(database.url)} });
    const queue = await openQueue(db);
    const handle = async ({ runId }) => {
      const lease = await acquireLease(db, { runId, workerId: 'w-killed', leaseSeconds: ${leaseSeconds} });
      const event = { name: 'claim', actorId: null };
      await db.inTransaction((tx) => advanceRun(tx, { runId, event, lease, now: new Date(), ids: randomIds }));
      console.log('{}');
      await new Promise(() => {});
    };
    await queue.work(handle, { concurrency: 1, signal: new AbortController().signal, onError: console.error });`;
  const args = ['--input-type=module', '-e', program];
  const dying = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname });
  await firstLine(dying);
  const killed = performance.now();
  const gone = once(dying, 'exit');
  dying.kill('SIGKILL');
  await gone;

  const again = Promise.withResolvers<string>();
  const abort = new AbortController();
  const queue = await openQueue(db);
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  let swept = 0;
  const sweep = async () => {
    await interruptAbandoned({ db, ids: randomIds, logger: silent, now: () => new Date() });
    const { status } = await db.client.run.findUniqueOrThrow({ where: { id: runId }, select: { status: true } });
    if (status === 'queued') swept ||= performance.now();
  };
  const timer = setInterval(() => void sweep(), 500);
  const work = queue.work(async (job) => again.resolve(job.runId), {
    concurrency: 1,
    signal: abort.signal,
    onError: () => undefined,
  });
  expect(await again.promise).toBe(runId);
  const started = performance.now();
  clearInterval(timer);
  abort.abort();
  await work;
  await queue.close();
  // The heartbeat of the queue would take 15 s and more.
  expect(started - killed).toBeLessThan((leaseSeconds + 4) * 1000);
  expect(swept === 0 ? 0 : started - swept).toBeLessThan(1000);
});
