import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import type { RunJob } from './job.ts';
import { openQueue, type Queue, type RunJobHandler } from './openQueue.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const job = (runId: string, stackId = `stk_${runId}`): RunJob => ({ runId, stackId, phase: 'plan' });
const send = (...jobs: RunJob[]) =>
  database.db.inTransaction(async (tx) => {
    for (const one of jobs) await tx.enqueue(one);
  });

/** Runs a worker until `body` is done. */
async function working(handler: RunJobHandler, concurrency: number, body: () => Promise<void>) {
  const queue: Queue = await openQueue(database.db);
  const abort = new AbortController();
  const errors: unknown[] = [];
  const ready = Promise.withResolvers<void>();
  const work = queue.work(handler, {
    concurrency,
    signal: abort.signal,
    onReady: () => ready.resolve(),
    onError: (error) => errors.push(error),
  });
  await ready.promise;
  try {
    await body();
  } finally {
    abort.abort();
    await work;
    await queue.close();
  }
  return errors;
}

test('a job starts within 150 ms of its commit (p95)', async () => {
  const started = new Map<string, PromiseWithResolvers<number>>();
  const handler: RunJobHandler = async ({ runId }) => started.get(runId)?.resolve(performance.now());
  const delays: number[] = [];
  const errors = await working(handler, 2, async () => {
    for (let i = 0; i < 40; i++) {
      const runId = `run_latency_${i}`;
      const start = Promise.withResolvers<number>();
      started.set(runId, start);
      await send(job(runId));
      const committed = performance.now();
      delays.push((await start.promise) - committed);
    }
  });
  delays.sort((a, b) => a - b);
  expect(delays[38]).toBeLessThan(150);
  expect(errors).toEqual([]);
});

test('a job that was enqueued in a transaction which rolled back never comes', async () => {
  const seen: string[] = [];
  const last = Promise.withResolvers<void>();
  const handler: RunJobHandler = async ({ runId }) => {
    seen.push(runId);
    if (runId === 'run_after') last.resolve();
  };
  await working(handler, 1, async () => {
    const undone = database.db.inTransaction(async (tx) => {
      await tx.enqueue(job('run_undone'));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await send(job('run_after'));
    await last.promise;
  });
  expect(seen).toEqual(['run_after']);
});

test('jobs of one stack run one after the other, on several processes, and without waiting for a poll', async () => {
  const running = new Map<string, number>();
  let most = 0;
  let done = 0;
  const all = Promise.withResolvers<void>();
  const handler: RunJobHandler = async ({ stackId }) => {
    const now = (running.get(stackId) ?? 0) + 1;
    running.set(stackId, now);
    most = Math.max(most, now);
    await database.db.client.$queryRaw`SELECT 1 FROM pg_sleep(0.02)`;
    running.set(stackId, now - 1);
    done += 1;
    if (done === 24) all.resolve();
  };
  const jobs = Array.from({ length: 24 }, (_, i) => job(`run_group_${i}`, `stk_${i % 3}`));
  const errors = await working(handler, 3, async () => {
    await working(handler, 3, async () => {
      await Promise.all(jobs.map((one) => send(one)));
      await all.promise;
    });
  });
  expect(most).toBe(1);
  expect(errors).toEqual([]);
});

test('the job of a worker that was killed is given to another one', async () => {
  const program = `
    import { openDatabase, openQueue } from '@flowport/db';
    const db = await openDatabase({ url: ${JSON.stringify(database.url)} });
    const queue = await openQueue(db);
    const options = { concurrency: 1, signal: new AbortController().signal, onError: console.error };
    await queue.work(async () => { console.log('taken'); await new Promise(() => {}); }, options);`;
  const args = ['--input-type=module', '-e', program];
  const dying = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname });
  const taken = once(dying.stdout, 'data');
  await send(job('run_orphan'));
  await taken;
  dying.kill('SIGKILL');
  // What the heartbeat's seconds would do, without waiting for them.
  await database.db.client.$executeRaw`
    UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 hour' WHERE data ->> 'runId' = 'run_orphan'`;
  const again = Promise.withResolvers<void>();
  await working(
    async () => again.resolve(),
    1,
    () => again.promise,
  );
});

test('a handler that throws is reported, and its job comes again', async () => {
  let attempts = 0;
  const again = Promise.withResolvers<void>();
  const handler: RunJobHandler = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    again.resolve();
  };
  const errors = await working(handler, 1, async () => {
    await send(job('run_retried'));
    await again.promise;
  });
  expect(errors).toMatchObject([{ message: 'not yet' }]);
});
