import { advanceRun } from '@flowport/db';
import { AppError, type RunView, type runReasonInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { cancelBlock, forbiddenBy, forceBlock } from './decision.ts';
import { getRun } from './getRun.ts';

/**
 * Has Terraform killed of a run that was canceled and has not ended within the grace; admins need not wait for it. What
 * Terraform had in hand is found out by recovery.
 * @throws AppError `not_found`, `forbidden`; `conflict` when the run is not being canceled, or has time left.
 */
export async function forceRun(
  context: ActorContext,
  { runId, reason }: z.output<typeof runReasonInputSchema>,
): Promise<RunView> {
  const { db, actor, clock, ids } = context;
  const run = await seenRun(context, runId);
  forbiddenBy(cancelBlock(actor, run));
  const now = clock();
  const refusedBecause = forceBlock(actor, run, now);
  if (refusedBecause !== null) throw new AppError('conflict', refusedBecause);
  await db.inTransaction((tx) =>
    advanceRun(tx, {
      runId,
      event: { name: 'force', actorId: actor.userId, reason: reason === '' ? undefined : reason },
      expect: { version: run.version },
      now,
      ids,
    }),
  );
  return getRun(context, { runId });
}
