import { acknowledgeDrift as acknowledge } from '@flowport/db';
import type { acknowledgeDriftInputSchema, DriftView } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { getDrift } from './getDrift.ts';

const dayMilliseconds = 86_400_000;

/**
 * Lets findings be for some days. The next change of the stack puts them back all the same.
 * @throws AppError `not_found`, `forbidden`; `conflict` when what was looked at is not there any more.
 */
export async function acknowledgeDrift(
  context: ActorContext,
  { stackId, findingIds, comment, days }: z.output<typeof acknowledgeDriftInputSchema>,
): Promise<DriftView> {
  const { db, actor, clock, ids } = context;
  const stack = await seenStack(context, stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  const now = clock();
  await db.inTransaction((tx) =>
    acknowledge(tx, {
      stackId: stack.id,
      findingIds: findingIds ?? 'open',
      comment: comment.trim(),
      expiresAt: new Date(now.getTime() + days * dayMilliseconds),
      byId: actor.userId,
      now,
      ids,
    }),
  );
  return getDrift(context, { stackId });
}
