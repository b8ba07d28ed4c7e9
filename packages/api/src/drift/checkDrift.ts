import { insertRun } from '@flowport/db';
import { AppError, driftStatuses, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from '../stacks/input.ts';

/**
 * Queues a look for drift now, beside those that the schedule asks for. It changes nothing and needs no approval.
 * @throws AppError `not_found`, `forbidden`; `conflict` while another run is at the stack or nothing of it exists.
 */
export async function checkDrift(
  context: ActorContext,
  { stackId }: { stackId: string },
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const stack = await seenStack(context, stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  if (!driftStatuses.includes(stack.status)) {
    throw new AppError('conflict', `${stack.slug} is ${stack.status}: there is nothing that could have drifted.`);
  }
  const { runId, status } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'drift',
      requestedById: actor.userId,
      reason: '',
      parameters: stack.parameters,
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(stack.parameters),
      now: context.clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId, status } };
}
