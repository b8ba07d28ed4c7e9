import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError, systemUserId, type WorkerMode } from '@flowport/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '../testing/index.ts';
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

const place = async (targetId: string, runsMax: number) => {
  await database.db.client.target.update({ where: { id: targetId }, data: { policy: { runsMax } } });
};

test('of a target no more runs are worked on at once than its policy allows, and a free place is taken at once', async () => {
  const portal = await insertPortal(database.db, 'limits');
  await place(portal.target.id, 2);
  const requested = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => requestStack(database.db, portal, number)));
  const wanted = new Set(requested.map(({ runId }) => runId));
  let running = 0;
  let most = 0;
  let freed = 0;
  const waits: number[] = [];
  const all = Promise.withResolvers<void>();
  const handler: RunJobHandler = async ({ runId }) => {
    if (!wanted.has(runId)) return;
    if (freed > 0) waits.push(performance.now() - freed);
    running += 1;
    most = Math.max(most, running);
    await database.db.client.$queryRaw`SELECT 1 FROM pg_sleep(0.1)`;
    running -= 1;
    freed = performance.now();
    wanted.delete(runId);
    if (wanted.size === 0) all.resolve();
  };
  const errors = await working(handler, 3, async () => {
    await working(handler, 3, () => all.promise);
  });
  expect(errors).toEqual([]);
  expect(most).toBe(2);
  // Half a poll: nothing waited for one.
  expect(Math.max(...waits)).toBeLessThan(1000);
  const tries = await database.db.client.$queryRaw<{ retry_count: number }[]>`
    SELECT retry_count FROM pgboss.job WHERE group_id = ${portal.target.id}`;
  expect(tries.map(({ retry_count }) => retry_count)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('what was approved goes before what people ask for, and both before what Flowport does by itself', async () => {
  const portal = await insertPortal(database.db, 'priorities');
  const runs = await Promise.all([10, 11, 12, 13].map((number) => requestStack(database.db, portal, number)));
  const [background, first, second, approved] = runs.map(({ runId }) => runId);
  await database.db.client.run.update({ where: { id: background ?? '' }, data: { requestedById: systemUserId } });
  await database.db.client.$executeRaw`DELETE FROM pgboss.job WHERE group_id = ${portal.target.id}`;
  for (const runId of [background, first, second, approved]) {
    const stackId = runs.find((run) => run.runId === runId)?.stackId ?? '';
    await database.db.inTransaction((tx) =>
      tx.enqueue({ runId: runId ?? '', stackId, phase: runId === approved ? 'apply' : 'plan' }),
    );
  }
  const seen: string[] = [];
  const all = Promise.withResolvers<void>();
  await working(
    async ({ runId }) => {
      seen.push(runId);
      if (seen.length === 4) all.resolve();
    },
    1,
    () => all.promise,
  );
  expect(seen).toEqual([approved, first, second, background]);
});

test('a job that is released lets the next job of its stack start, whatever its worker does later', async () => {
  const held = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const next = Promise.withResolvers<void>();
  const handler: RunJobHandler = async ({ runId }) => {
    if (runId === 'run_next') return next.resolve();
    taken.resolve();
    await held.promise;
  };
  await working(handler, 2, async () => {
    await send(job('run_stale', 'stk_released'));
    await taken.promise;
    await database.db.inTransaction(async (tx) => {
      await tx.releaseJob('run_stale');
      await tx.enqueue(job('run_next', 'stk_released'));
    });
    await next.promise;
    held.resolve();
  });
});

test('a process that is paused takes nothing, one that drains ends by itself, and both leave the jobs to others', async () => {
  const queue = await openQueue(database.db);
  let mode: WorkerMode = 'paused';
  const seen: string[] = [];
  const work = queue.work(async ({ runId }) => void seen.push(runId), {
    concurrency: 1,
    signal: new AbortController().signal,
    mode: () => mode,
    onError: () => undefined,
  });
  const started = Promise.withResolvers<void>();
  await send(job('run_for_others'));
  const others = async ({ runId }: RunJob) => {
    if (runId === 'run_for_others') started.resolve();
  };
  await working(others, 1, () => started.promise);
  expect(seen).toEqual([]);
  mode = 'draining';
  queue.wake();
  await work;
  await queue.close();
});

test('a process that ends gives back what it could not begin, and no attempt is counted', async () => {
  const abort = new AbortController();
  const queue = await openQueue(database.db);
  const work = queue.work(
    async () => {
      abort.abort();
      throw new AppError('unavailable', 'This worker is about to end.');
    },
    { concurrency: 1, signal: abort.signal, onError: () => undefined },
  );
  await send(job('run_given_back'));
  await work;
  await queue.close();
  const jobs = await database.db.client.$queryRaw<{ state: string; retry_count: number; started_on: Date | null }[]>`
    SELECT state::text, retry_count, started_on FROM pgboss.job WHERE data ->> 'runId' = 'run_given_back'`;
  expect(jobs).toEqual([{ state: 'created', retry_count: 0, started_on: null }]);
  const again = Promise.withResolvers<void>();
  await working(
    async () => again.resolve(),
    1,
    () => again.promise,
  );
});
