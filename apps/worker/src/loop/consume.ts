import { getRun, type Queue } from '@flowport/db';
import type { WorkerContext } from '../context.ts';
import { clearFolders, interruptAbandoned } from '../recovery/sweep.ts';
import { handleJob } from '../run/handleJob.ts';
import { retireRun } from '../run/retireRun.ts';

export type ConsumeOptions = {
  concurrency: number;
  /** Aborted when this process is to end: no further run is taken, those under way are interrupted. */
  signal: AbortSignal;
  onReady(): void;
};

/**
 * The life of a worker: takes runs from the queue, hears of cancels, and looks after runs whose worker has died.
 * Resolves when the signal was aborted and no run is in its hands any more.
 */
export async function consume(context: WorkerContext, queue: Queue, options: ConsumeOptions): Promise<void> {
  const { db, logger } = context;
  const stopSweeping = await keepSweeping(context);
  const unlisten = await db.listen('flowport_run', (runId) => void followRun(context, runId));
  const stopRuns = () => context.active.shutDown();
  options.signal.addEventListener('abort', stopRuns, { once: true });
  try {
    await queue.work((job) => handleJob(context, job), {
      concurrency: options.concurrency,
      signal: options.signal,
      onReady: options.onReady,
      onError: (error) => logger.error({ err: error }, 'a job could not be done'),
    });
  } finally {
    options.signal.removeEventListener('abort', stopRuns);
    stopSweeping();
    await unlisten();
  }
}

/** A change of a run that this machine knows: it may have been canceled, or ended without a worker. */
async function followRun(context: WorkerContext, runId: string): Promise<void> {
  const { db, active, logger } = context;
  try {
    if (active.has(runId)) {
      const run = await getRun(db, runId);
      if (run?.status === 'canceling') active.stop(runId, 'cancel');
    } else if ((await context.folders.list()).includes(runId)) {
      await retireRun(context, runId);
    }
  } catch (error) {
    // The heartbeat of the lease tells the same, a little later.
    logger.warn({ err: error, runId }, 'a change of the run could not be looked at');
  }
}

/** Once before anything is taken, then twice in the time of a lease. */
async function keepSweeping(context: WorkerContext): Promise<() => void> {
  const sweep = async () => {
    try {
      await interruptAbandoned(context);
    } catch (error) {
      context.logger.warn({ err: error }, 'the sweep for abandoned runs is tried again');
    }
  };
  await sweep();
  await clearFolders(context);
  const timer = setInterval(sweep, (context.leaseSeconds * 1000) / 2);
  return () => clearInterval(timer);
}
