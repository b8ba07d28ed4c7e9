import { advanceRun } from '@flowport/db';
import type { RunView, runReasonInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { discardBlock, forbiddenBy } from './decision.ts';
import { getRun } from './getRun.ts';

/**
 * The team drops a plan that nobody has decided on; nothing of it is carried out.
 * @throws AppError `not_found`, `forbidden`; `conflict` when no plan awaits a decision.
 */
export async function discardRun(
  context: ActorContext,
  { runId, reason }: z.output<typeof runReasonInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  forbiddenBy(discardBlock(actor, run));
  await db.inTransaction((tx) =>
    advanceRun(tx, {
      runId,
      event: { name: 'discard', actorId: actor.userId, reason: reason === '' ? undefined : reason },
      now: clock(),
      ids,
    }),
  );
  return getRun(context, { runId });
}
