import { advanceRun, releaseLease, type Tx } from '@flowport/db';
import type { RunEventName } from '@flowport/domain';
import type { RunWork } from './runWork.ts';

/** How a job ends: the event that moves the run on, and what belongs into the same transaction. */
export type Ending = {
  event: RunEventName;
  /** Stands in the run's history. */
  reason?: string;
  /** Stands on the run's page. */
  error?: string;
  pauseReason?: string;
  /** Written in the transaction of the transition, before it. */
  also?: (tx: Tx) => Promise<void>;
};

/**
 * Ends the work of this job on the run: everything buffered is written, then the run moves on and the lease is given
 * back in one transaction. Whoever sees the new status may take the run at once.
 */
export async function finishRun(work: RunWork, ending: Ending): Promise<void> {
  await work.asides.flush();
  await work.drain();
  work.lease.lost.throwIfAborted();
  await work.context.db.inTransaction(async (tx) => {
    await ending.also?.(tx);
    await advance(tx, work, ending);
    await releaseLease(tx, work.lease.current);
  });
  work.lease.stop();
}

/**
 * Ends a run that went well: first it is told, as somebody waits for that, then what is only for show is written, and
 * then the lease is given back. Nobody can act for the stack meanwhile, since its next job waits for this one.
 */
export async function completeWork(work: RunWork, ending: Ending): Promise<void> {
  await advanceWork(work, ending);
  await work.asides.flush();
  await releaseLease(work.context.db, work.lease.current);
  work.lease.stop();
}

/** Moves the run on and keeps working on it. What is under way beside it and what was said of it come first. */
export async function advanceWork(work: RunWork, ending: Ending): Promise<void> {
  await work.drain();
  await work.context.db.inTransaction(async (tx) => {
    await ending.also?.(tx);
    await advance(tx, work, ending);
  });
}

async function advance(tx: Tx, work: RunWork, ending: Ending): Promise<void> {
  const { now, ids } = work.context;
  const { mask } = work.secrets;
  await advanceRun(tx, {
    runId: work.run.id,
    event: {
      name: ending.event,
      actorId: null,
      ...(ending.reason === undefined ? {} : { reason: mask(ending.reason) }),
    },
    now: now(),
    ids,
    lease: work.lease.current,
    ...(ending.error === undefined ? {} : { error: mask(ending.error) }),
    ...(ending.pauseReason === undefined ? {} : { pauseReason: mask(ending.pauseReason) }),
  });
}
