import { insertRun, getDrift as readDrift } from '@flowport/db';
import { AppError, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from '../stacks/input.ts';
import { requireRoom } from '../stacks/requireRoom.ts';
import { mayReconcile } from './getDrift.ts';

/**
 * Asks for an update that changes no parameter, so that its plan puts back what changed outside. It is approved and
 * applied as every update is, and its page names the look that found it.
 * @throws AppError `not_found`, `forbidden`; `conflict` where there is nothing to put back, or another run is at it.
 */
export async function reconcileDrift(
  context: ActorContext,
  { stackId }: { stackId: string },
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor, clock } = context;
  const stack = await seenStack(context, stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  await requireRoom(context, stack, { wish: 'changed', ifBusy: 'refuse' });
  const drift = await readDrift(db, stack.id, clock());
  const [finding] = drift?.findings ?? [];
  if (!drift || !finding) {
    throw new AppError(
      'conflict',
      `Nothing of ${stack.slug} is known to have changed outside. Check it for drift first.`,
    );
  }
  if (!mayReconcile(stack, drift)) {
    throw new AppError(
      'conflict',
      `Only the data of ${stack.slug} is left, and a change would bring its compute back. Ask for that, or destroy the data too.`,
    );
  }
  const { runId, status } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'update',
      requestedById: actor.userId,
      reason: 'Put back what was changed outside of Flowport.',
      parameters: stack.parameters,
      change: { parameters: {} },
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(stack.parameters),
      stackVersion: stack.version,
      reconcilesId: finding.runId,
      now: clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId, status } };
}
