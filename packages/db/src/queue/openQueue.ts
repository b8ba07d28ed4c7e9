import { AppError, type WorkerMode } from '@flowport/domain';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Database } from '../database/connection.ts';
import { toAppError } from '../database/errors.ts';
import { type ClaimedJob, claimJob, returnJob } from './claimJob.ts';
import { runQueue } from './installQueue.ts';
import type { RunJob } from './job.ts';

export type WorkOptions = {
  /** How many runs this process works on at once. */
  concurrency: number;
  /** Aborted: no further job is taken; `work` resolves once the running handlers have returned. */
  signal: AbortSignal;
  /**
   * Asked before anything is taken: `paused` takes nothing, `draining` takes nothing and lets `work` resolve when the
   * running handlers have returned by themselves. After a change `wake` has it asked at once. `active` unless given.
   */
  mode?: () => WorkerMode;
  /** Called once the process takes jobs. */
  onReady?: () => void;
  /** What goes wrong in the queue itself, and what a handler throws; its job is tried again. */
  onError: (error: unknown) => void;
};

/**
 * A job's handler. A job can come twice (its worker was thought dead, or a sweeper was faster), so the handler takes
 * the lease, looks at the run and does what its status asks for. `unavailable` gives the job back untouched where this process is about to end.
 */
export type RunJobHandler = (job: RunJob) => Promise<void>;

export type Queue = {
  /**
   * Takes jobs until `signal` is aborted or the mode is `draining`. Jobs of one stack never run at the same time, and
   * those of a target never more than its policy allows, on whatever machine.
   */
  work(handler: RunJobHandler, options: WorkOptions): Promise<void>;
  /** Looks at the mode and at the queue now. */
  wake(): void;
  close(): Promise<void>;
};

/** What guarantees a job: notifications only make it start at once. Also how soon a job that is tried again is seen. */
const pollMilliseconds = 2000;
/** Well below the queue's heartbeatSeconds, so that two may be lost. */
const touchMilliseconds = 4000;

/**
 * The taking side of the queue: pg-boss on the same Postgres keeps the jobs, their retries and heartbeats; what is
 * taken when is decided here. A notification wakes a process that has a slot free; polling guarantees it.
 *
 * What is written here need not be on the disk at once: a crash of Postgres that takes back the claim or the end of a
 * job makes it come twice, and the lease, whose write is on the disk, is what decides then.
 * @throws AppError `unavailable`.
 */
export async function openQueue(db: Database): Promise<Queue> {
  const pool = new pg.Pool({
    connectionString: db.url,
    application_name: 'flowport-queue',
    max: 3,
    connectionTimeoutMillis: 10_000,
    onConnect: async (client) => void (await client.query('SET synchronous_commit = off')),
  });
  pool.on('error', () => {
    // An idle connection was lost; the next statement opens another one or says why it cannot.
  });
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    migrate: false,
    schedule: false,
    registerInstance: false,
    // How soon a job whose worker died before it had a lease is given to another one, beside the heartbeat itself.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    persistWarnings: false,
  });
  let report: (error: unknown) => void = () => undefined;
  boss.on('error', (error) => report(toAppError(error)));
  boss.on('warning', ({ message }) => report(new Error(`The queue warns: ${message}`)));
  try {
    await boss.start();
  } catch (error) {
    await Promise.all([boss.stop({ graceful: false }).catch(() => undefined), pool.end()]);
    throw toAppError(error);
  }
  const bell = createBell();
  return {
    async work(handler, options) {
      report = options.onError;
      const unlisten = await db.listen('flowport_queue', bell.ring, bell.ring);
      options.signal.addEventListener('abort', bell.ring, { once: true });
      try {
        await takeJobs({ boss, pool, bell, handler, ...options });
      } finally {
        options.signal.removeEventListener('abort', bell.ring);
        await unlisten();
      }
    },
    wake: bell.ring,
    async close() {
      await Promise.all([boss.stop({ graceful: false }), pool.end()]);
    },
  };
}

type Taking = WorkOptions & { boss: PgBoss; pool: pg.Pool; bell: Bell; handler: RunJobHandler };

async function takeJobs(taking: Taking): Promise<void> {
  const { bell, signal, mode = () => 'active', onReady } = taking;
  const held = new Map<ClaimedJob, Promise<void>>();
  const touching = setInterval(() => void touchJobs(taking, [...held.keys()]), touchMilliseconds);
  try {
    onReady?.();
    while (!signal.aborted && mode() !== 'draining') {
      // What rings from here on is not missed: the next sleep ends at once.
      bell.arm();
      if (await takeOne(taking, held)) continue;
      await bell.heard(pollMilliseconds);
    }
    await Promise.all(held.values());
  } finally {
    clearInterval(touching);
  }
}

/** @returns whether there may be more to take. */
async function takeOne(taking: Taking, held: Map<ClaimedJob, Promise<void>>): Promise<boolean> {
  const { boss, pool, bell, concurrency, mode = () => 'active', onError } = taking;
  if (held.size >= concurrency || mode() !== 'active') return false;
  try {
    const job = await claimJob(boss, pool);
    if (!job) return false;
    const done = doJob(taking, job).finally(() => {
      held.delete(job);
      bell.ring();
    });
    held.set(job, done);
    return held.size < concurrency;
  } catch (error) {
    onError(toAppError(error));
    return false;
  }
}

/** Never throws: a job that cannot be ended is taken for dead by its heartbeat, and its handler finds nothing to do. */
async function doJob(taking: Taking, job: ClaimedJob): Promise<void> {
  const { boss, pool, handler, signal, onError } = taking;
  try {
    await handler(job.run);
  } catch (error) {
    const isReturned = signal.aborted && error instanceof AppError && error.code === 'unavailable';
    if (!isReturned) onError(error);
    const given = isReturned ? returnJob(pool, job) : boss.fail(runQueue, job, { message: String(error) });
    await given.catch((cause: unknown) => onError(toAppError(cause)));
    return;
  }
  try {
    await boss.complete(runQueue, job);
    // One job at most becomes possible by it, and this process has a slot for it, unless it takes no more.
    const takesMore = !signal.aborted && (taking.mode?.() ?? 'active') === 'active';
    if (!takesMore) await pool.query(`SELECT pg_notify('flowport_queue', '')`);
  } catch (error) {
    onError(toAppError(error));
  }
}

/** Says that the jobs are still worked on. */
async function touchJobs({ boss, onError }: Taking, jobs: ClaimedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  try {
    await boss.touch(runQueue, jobs);
  } catch (error) {
    onError(toAppError(error));
  }
}

/** Wakes a sleeper; a ring between `arm` and `heard` is kept. */
type Bell = { ring(): void; arm(): void; heard(millisecondsMax: number): Promise<void> };

function createBell(): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    arm: () => {
      rung = Promise.withResolvers();
    },
    async heard(millisecondsMax) {
      const timer = setTimeout(rung.resolve, millisecondsMax);
      await rung.promise;
      clearTimeout(timer);
    },
  };
}
