import { advanceRun, recordApproval } from '@flowport/db';
import type { decideRunInputSchema, RunView } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { forbiddenBy, rejectionBlock, requireSamePlan } from './decision.ts';
import { getRun } from './getRun.ts';

/**
 * Rejects the plan that carries this digest; the run ends, and nothing was changed.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `approval_void`.
 */
export async function rejectRun(
  context: ActorContext,
  { runId, digest, comment }: z.output<typeof decideRunInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  forbiddenBy(rejectionBlock(actor, run));
  requireSamePlan(run, digest);
  const now = clock();
  await db.inTransaction(async (tx) => {
    await recordApproval(tx, { runId, decision: 'rejected', digest, comment, byId: actor.userId, now, ids });
    await advanceRun(tx, {
      runId,
      event: { name: 'reject', actorId: actor.userId, reason: comment === '' ? undefined : comment },
      expect: { version: run.version, digest },
      now,
      ids,
    });
  });
  return getRun(context, { runId });
}
