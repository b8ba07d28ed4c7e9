import { once } from 'node:events';
import { PgBoss } from 'pg-boss';
import type { Database } from '../database/connection.ts';
import { toAppError } from '../database/errors.ts';
import { runQueue } from './installQueue.ts';
import { type RunJob, runJobSchema } from './job.ts';

export type WorkOptions = {
  /** How many runs this process works on at once. */
  concurrency: number;
  /** Aborted: no further job is taken; `work` resolves once the running handlers have returned. */
  signal: AbortSignal;
  /** Called once the process takes jobs. */
  onReady?: () => void;
  /** What goes wrong in the queue itself, and what a handler throws; its job is tried again. */
  onError: (error: unknown) => void;
};

/**
 * A job's handler. A job can come twice (its worker was thought dead, or a sweeper was faster), so the handler takes
 * the lease, looks at the run and does what its status asks for. `signal` is aborted when the queue has given the job
 * to somebody else.
 */
export type RunJobHandler = (job: RunJob, signal: AbortSignal) => Promise<void>;

export type Queue = {
  /** Takes jobs until `signal` is aborted. Jobs of one stack never run at the same time, on whatever machine. */
  work(handler: RunJobHandler, options: WorkOptions): Promise<void>;
  close(): Promise<void>;
};

/**
 * The taking side of the queue: pg-boss on the same Postgres. A job's NOTIFY wakes a worker at once; polling every few
 * seconds is what guarantees it.
 * @throws AppError `unavailable`.
 */
export async function openQueue(db: Database): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: db.url,
    application_name: 'flowport-queue',
    max: 4,
    migrate: false,
    schedule: false,
    useListenNotify: true,
    // How soon a job whose worker died is given to another one, beside the heartbeat itself.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    notifyHeartbeatIntervalMs: 5000,
    persistWarnings: false,
  });
  let report: (error: unknown) => void = () => undefined;
  boss.on('error', (error) => report(toAppError(error)));
  boss.on('warning', ({ message }) => report(new Error(`The queue warns: ${message}`)));
  try {
    await boss.start();
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw toAppError(error);
  }
  return {
    async work(handler, { concurrency, signal, onReady, onError }) {
      report = onError;
      const workerIds: string[] = [];
      // A worker that has finished looks for the next job at once: one may have waited for it or for its stack.
      const wakeAll = () => {
        for (const id of workerIds) boss.notifyWorker(id);
      };
      for (let i = 0; i < concurrency; i++) {
        const id = await boss.work<RunJob>(
          runQueue,
          {
            groupConcurrency: 1,
            pollingIntervalSeconds: 1,
            notifyPollingIntervalSeconds: 2,
            heartbeatRefreshSeconds: 4,
          },
          async (jobs) => {
            try {
              for (const job of jobs) await handler(runJobSchema.parse(job.data), job.signal);
            } catch (error) {
              onError(error);
              throw error;
            } finally {
              wakeAll();
            }
          },
        );
        workerIds.push(id);
      }
      onReady?.();
      if (!signal.aborted) await once(signal, 'abort');
      await boss.offWork(runQueue, { wait: true });
    },
    close: () => boss.stop({ graceful: false }),
  };
}
