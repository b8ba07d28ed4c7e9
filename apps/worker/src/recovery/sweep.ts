import { advanceRun, markExpiredLeases } from '@flowport/db';
import { nextStatus } from '@flowport/domain';
import type { WorkerContext } from '../context.ts';
import { retireRun } from '../run/retireRun.ts';

/**
 * Finds the runs whose worker has gone: their leases ran out by the database's clock. A plan is put back into the queue,
 * an apply is to be recovered; which of both, the domain's table says. Any worker may do this for all of them.
 */
export async function interruptAbandoned(context: WorkerContext): Promise<void> {
  const { db, ids, logger } = context;
  const abandoned = await db.inTransaction(async (tx) => {
    const expired = await markExpiredLeases(tx);
    for (const { runId } of expired) await tx.releaseJob(runId);
    const interrupted = expired.filter(({ runStatus }) => nextStatus(runStatus, 'interrupt') !== undefined);
    for (const { runId, workerId } of interrupted) {
      const reason = `The worker ${workerId} has stopped answering.`;
      await advanceRun(tx, { runId, event: { name: 'interrupt', actorId: null, reason }, now: context.now(), ids });
    }
    return interrupted;
  });
  for (const { runId, workerId, runStatus } of abandoned) {
    logger.warn({ runId, workerId, runStatus }, 'the run was abandoned by its worker and is taken over');
  }
}

/** Folders of runs that have ended while this machine did not look. */
export async function clearFolders(context: WorkerContext): Promise<void> {
  for (const runId of await context.folders.list()) {
    if (!context.active.get(runId)) await retireRun(context, runId);
  }
}
