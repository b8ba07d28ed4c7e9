import { type ApprovalState, approvePlan } from '@flowport/db';
import type { decideRunInputSchema, RunView } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { approvalBlock, forbiddenBy, requireSamePlan } from './decision.ts';
import { getRun } from './getRun.ts';

const nobody = { needed: 1, by: [] } as const satisfies ApprovalState;

/**
 * Approves the plan that carries this digest, and queues its apply once as many people as it needs have done so. Two
 * decisions at once: one wins, the other is told.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `approval_void`.
 */
export async function approveRun(
  context: ActorContext,
  { runId, digest, comment }: z.output<typeof decideRunInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  const now = clock();
  // Without those who have approved already: approvePlan counts them under the run's lock, and says so.
  forbiddenBy(approvalBlock(actor, { run: { ...run, approvalExpiresAt: null }, approvalState: nobody, now }));
  requireSamePlan(run, digest);
  await db.inTransaction((tx) =>
    approvePlan(tx, { runId, digest, comment, byId: actor.userId, version: run.version, now, ids }),
  );
  return getRun(context, { runId });
}
