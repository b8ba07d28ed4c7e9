import { advanceRun, recordApproval } from '@flowport/db';
import type { decideRunInputSchema, RunView } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { approvalBlock, forbiddenBy, requireSamePlan } from './decision.ts';
import { getRun } from './getRun.ts';

/**
 * Approves the plan that carries this digest, and queues its apply. Two decisions at once: one wins, the other is told.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `approval_void`.
 */
export async function approveRun(
  context: ActorContext,
  { runId, digest, comment }: z.output<typeof decideRunInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  forbiddenBy(approvalBlock(actor, run));
  requireSamePlan(run, digest);
  const now = clock();
  await db.inTransaction(async (tx) => {
    await recordApproval(tx, { runId, decision: 'approved', digest, comment, byId: actor.userId, now, ids });
    await advanceRun(tx, {
      runId,
      event: { name: 'approve', actorId: actor.userId, reason: comment === '' ? undefined : comment },
      expect: { version: run.version, digest },
      now,
      ids,
    });
  });
  return getRun(context, { runId });
}
