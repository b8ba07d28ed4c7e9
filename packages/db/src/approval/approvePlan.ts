import { AppError } from '@flowport/domain';
import { appendAudit } from '../audit/appendAudit.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { lockRun } from '../run/lockRun.ts';
import { recordApproval } from './recordApproval.ts';
import { tallyApprovals } from './tallyApprovals.ts';

/**
 * One person's approval of the plan with this digest. The run moves on once as many different people as it needs have
 * given theirs; until then the approval is kept, and a plan of another digest voids it.
 * @throws AppError `not_found`, `approval_void`; `conflict` when the run has moved on, its time is over, or this person
 * has approved already and somebody else has to.
 */
export async function approvePlan(
  tx: Tx,
  input: {
    runId: string;
    digest: string;
    comment: string;
    byId: string;
    /** The version of the run that was looked at. */
    version?: number;
    now: Date;
    ids: IdSource;
  },
): Promise<{ isApproved: boolean }> {
  const { runId, digest, comment, byId, version, now, ids } = input;
  const { run, stack } = await lockRun(tx, runId);
  if (run.status !== 'awaiting_approval' || (version !== undefined && version !== run.version)) {
    throw new AppError('conflict', `The run ${runId} has moved on meanwhile. Reload to see its present state.`);
  }
  const before = await tallyApprovals(tx, runId);
  await recordApproval(tx, { runId, decision: 'approved', digest, comment, byId, now, ids });
  const after = await tallyApprovals(tx, runId);
  if (after.by.length >= after.needed) {
    const reason = comment === '' ? undefined : comment;
    await advanceRun(tx, { runId, event: { name: 'approve', actorId: byId, reason }, expect: { digest }, now, ids });
    return { isApproved: true };
  }
  if (before.by.some(({ id }) => id === byId)) {
    throw new AppError('conflict', 'You have approved this plan already. It needs the approval of somebody else too.');
  }
  await appendAudit(tx, {
    actorId: byId,
    action: 'run.approval',
    subject: { kind: 'run', id: runId, label: stack.slug },
    detail: { kind: run.kind, digest, given: after.by.length, needed: after.needed, stackId: stack.id },
    now,
    ids,
  });
  await notify(tx, ['flowport_run', runId]);
  return { isApproved: false };
}
