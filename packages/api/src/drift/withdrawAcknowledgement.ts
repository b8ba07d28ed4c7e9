import { withdrawAcknowledgement as withdraw } from '@flowport/db';
import type { DriftView, withdrawAcknowledgementInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { getDrift } from './getDrift.ts';

/** Takes an acknowledgement back, whoever gave it: the finding counts again. @throws AppError `not_found`, `forbidden`. */
export async function withdrawAcknowledgement(
  context: ActorContext,
  { stackId, acknowledgementId }: z.output<typeof withdrawAcknowledgementInputSchema>,
): Promise<DriftView> {
  const { db, actor, clock, ids } = context;
  const stack = await seenStack(context, stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  await db.inTransaction((tx) =>
    withdraw(tx, { stackId: stack.id, acknowledgementId, byId: actor.userId, now: clock(), ids }),
  );
  return getDrift(context, { stackId });
}
