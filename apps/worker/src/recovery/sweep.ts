import { advanceRun, type ExpiredLease, markExpiredLeases, noticeRecovery } from '@flowport/db';
import { nextStatus } from '@flowport/domain';
import type { WorkerContext } from '../context.ts';
import { retireRun } from '../run/retireRun.ts';

/**
 * Finds the runs whose worker has gone: their leases ran out by the database's clock. A plan is put back into the queue,
 * an apply is to be recovered; which of both, the domain's table says. Any worker may do this for all of them.
 */
export async function interruptAbandoned(context: Pick<WorkerContext, 'db' | 'ids' | 'logger' | 'now'>): Promise<void> {
  const { db, ids, logger } = context;
  const abandoned = await db.inTransaction(async (tx) => {
    const expired = await markExpiredLeases(tx);
    for (const { runId } of expired) await tx.releaseJob(runId);
    const interrupted = expired.filter(({ runStatus }) => nextStatus(runStatus, 'interrupt') !== undefined);
    for (const lease of interrupted) {
      const { runId, workerId, now } = lease;
      const reason = `The worker ${workerId} has stopped answering.`;
      const entries = [{ at: now.toISOString(), ...noticed(lease) }];
      await noticeRecovery(tx, { runId, deadWorkerId: workerId, entries, now, ids });
      await advanceRun(tx, { runId, event: { name: 'interrupt', actorId: null, reason }, now: context.now(), ids });
    }
    return interrupted;
  });
  for (const { runId, workerId, runStatus } of abandoned) {
    logger.warn({ runId, workerId, runStatus }, 'the run was abandoned by its worker and is taken over');
  }
}

function noticed({ workerId, host, heartbeatAt, expiredAt, runStatus }: ExpiredLease): {
  text: string;
  detail: string;
} {
  const where = host === null ? '' : ` on ${host}`;
  const last = heartbeatAt === null ? '' : ` (last sign of life at ${clockTime(heartbeatAt)})`;
  return {
    text: `The worker ${workerId}${where} stopped answering${last}. Its lease ran out at ${clockTime(expiredAt)}, while the run was ${runStatus.replaceAll('_', ' ')}.`,
    detail: `Lease until ${expiredAt.toISOString()}, by the clock of the database.`,
  };
}

function clockTime(at: Date): string {
  return `${at.toISOString().slice(11, 19)} UTC`;
}

/** Folders of runs that have ended while this machine did not look. */
export async function clearFolders(context: WorkerContext): Promise<void> {
  for (const runId of await context.folders.list()) {
    if (!context.active.get(runId)) await retireRun(context, runId);
  }
}
