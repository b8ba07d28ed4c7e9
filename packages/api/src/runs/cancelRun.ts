import { advanceRun } from '@flowport/db';
import type { RunView, runReasonInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { cancelBlock, forbiddenBy } from './decision.ts';
import { getRun } from './getRun.ts';

/**
 * Ends a run. Where a worker is at it, that one lets Terraform finish the resource in hand and save its state, and the run
 * is `canceling` until then.
 * @throws AppError `not_found`, `forbidden`; `conflict` when the run has ended.
 */
export async function cancelRun(
  context: ActorContext,
  { runId, reason }: z.output<typeof runReasonInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  forbiddenBy(cancelBlock(actor, run));
  await db.inTransaction((tx) =>
    advanceRun(tx, {
      runId,
      event: { name: 'cancel', actorId: actor.userId, reason: reason === '' ? undefined : reason },
      now: clock(),
      ids,
    }),
  );
  return getRun(context, { runId });
}
