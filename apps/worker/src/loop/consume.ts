import type { Queue } from '@flowport/db';
import type { WorkerMode } from '@flowport/domain';
import { chores } from '../chores/chores.ts';
import { keepChores } from '../chores/keepChores.ts';
import type { WorkerContext } from '../context.ts';
import { clearFolders, interruptAbandoned } from '../recovery/sweep.ts';
import { handleJob } from '../run/handleJob.ts';
import { retireRun } from '../run/retireRun.ts';

export type ConsumeOptions = {
  concurrency: number;
  /** Aborted when this process is to end: no further run is taken, those under way are interrupted. */
  signal: AbortSignal;
  /** What is wished of this worker; where it drains, its life ends with the runs that it has. */
  mode(): WorkerMode;
  onReady(): void;
};

/**
 * The life of a worker: takes runs from the queue, hears of cancels, and looks after runs whose worker has died.
 * Resolves when the signal was aborted and no run is in its hands any more.
 */
export async function consume(context: WorkerContext, queue: Queue, options: ConsumeOptions): Promise<void> {
  const { db, logger } = context;
  const stopSweeping = await keepSweeping(context);
  const stopChores = keepChores(context, chores);
  const followed = new Map<string, NodeJS.Timeout>();
  const unlisten = await db.listen('flowport_run', (runId) => followRun(context, followed, runId));
  const stopRuns = () => context.active.shutDown();
  options.signal.addEventListener('abort', stopRuns, { once: true });
  try {
    await queue.work((job) => handleJob(context, job), {
      concurrency: options.concurrency,
      signal: options.signal,
      mode: options.mode,
      onReady: options.onReady,
      onError: (error) => logger.error({ err: error }, 'a job could not be done'),
    });
  } finally {
    options.signal.removeEventListener('abort', stopRuns);
    stopSweeping();
    await stopChores();
    await unlisten();
    for (const timer of followed.values()) clearTimeout(timer);
  }
}

/** Whatever changes within a second of the first change says no more than that. */
const followMilliseconds = 1000;

/** A change of a run that this machine knows: it may have been canceled, or have ended without a worker. */
function followRun(context: WorkerContext, followed: Map<string, NodeJS.Timeout>, runId: string): void {
  const active = context.active.get(runId);
  if (active) {
    active.look();
    return;
  }
  if (!context.folders.isOpen(runId) || followed.has(runId)) return;
  const retire = () => {
    followed.delete(runId);
    if (!context.active.get(runId)) void retireRun(context, runId);
  };
  followed.set(runId, setTimeout(retire, followMilliseconds));
}

/** Folders are kept tidy by what is heard of runs; this is for what was not heard. */
const clearFoldersMilliseconds = 10 * 60 * 1000;

/** How soon a lease that ran out is seen; a look at one partial index. */
const sweepMilliseconds = 3000;

/** Once before anything is taken, then all the time. */
async function keepSweeping(context: WorkerContext): Promise<() => void> {
  const tried = (what: string, sweep: (context: WorkerContext) => Promise<void>) => async () => {
    try {
      await sweep(context);
    } catch (error) {
      context.logger.warn({ err: error }, `${what} is tried again later`);
    }
  };
  const sweepLeases = tried('the sweep for abandoned runs', interruptAbandoned);
  const sweepFolders = tried('the clearing of folders', clearFolders);
  await sweepLeases();
  await sweepFolders();
  const timers = [
    setInterval(sweepLeases, Math.min(sweepMilliseconds, (context.leaseSeconds * 1000) / 2)),
    setInterval(sweepFolders, clearFoldersMilliseconds),
  ];
  return () => timers.forEach(clearInterval);
}
