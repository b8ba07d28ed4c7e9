import { AppError } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableText } from '../database/storable.ts';
import { lockRun } from '../run/lockRun.ts';
import { assertInTime, tallyApprovals } from './tallyApprovals.ts';

/**
 * Records a decision. The run stays locked until the transaction ends, so that the digest which was decided on is the
 * one that the following `advanceRun` of the transaction finds.
 * @throws AppError `not_found`; `approval_void` when the run's digest is another one now; `conflict` for an approval
 * whose time is over.
 */
export async function recordApproval(
  tx: Tx,
  input: {
    runId: string;
    decision: 'approved' | 'rejected';
    digest: string;
    comment: string;
    byId: string;
    now: Date;
    ids: IdSource;
  },
): Promise<{ approvalId: string }> {
  const { runId, decision, digest, comment, byId, now, ids } = input;
  const locked = await lockRun(tx, runId);
  if (locked.digest !== digest) {
    throw new AppError('approval_void', 'The plan has changed since it was shown. Reload, and review it again.');
  }
  if (decision === 'approved') assertInTime((await tallyApprovals(tx, runId)).expiresAt, now);
  const approvalId = ids('approval', now);
  await tx.client.approval.create({
    data: { id: approvalId, runId, decision, digest, comment: storableText(comment), byId, at: now },
  });
  return { approvalId };
}
