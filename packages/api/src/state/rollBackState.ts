import { insertRun } from '@flowport/db';
import { AppError, estimateCost, type RunRestore, type rollBackStateInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from '../stacks/input.ts';
import { requireRoom } from '../stacks/requireRoom.ts';
import { withArchive } from './archives.ts';
import { rollBackRefusal } from './rollBackRefusal.ts';
import { contentOf } from './versionContents.ts';

/**
 * Queues a run that plans to take the state of a layer back to an older version; nothing is written before somebody
 * approves that plan.
 * @throws AppError `not_found`, `forbidden`; `conflict` where the stack is busy or cannot go back to that version.
 */
export async function rollBackState(
  context: ActorContext,
  input: z.output<typeof rollBackStateInputSchema>,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const { layer, versionId } = input;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'state.read', stack.team.id);
  requirePermission(actor, 'stack.change', stack.team.id);
  await requireRoom(context, stack, { wish: 'rolled back', ifBusy: 'refuse' });
  const restore = await withArchive(context, stack, async (archive): Promise<RunRestore> => {
    const [state, present] = await Promise.all([
      archive.readVersion(stack.slug, layer, versionId),
      archive.readPresent(stack.slug, layer).catch(() => undefined),
    ]);
    const isPresent = present !== undefined && JSON.stringify(present) === JSON.stringify(state);
    const content = contentOf(state);
    const refused = rollBackRefusal({ isPresent, isRemoval: false, content, problem: null }, present);
    if (refused !== null) {
      throw new AppError('conflict', `The state of ${layer} cannot go back to the version ${versionId}. ${refused}`);
    }
    const { serial, lineage } = content;
    return { layer, versionId, serial, lineage, planned: null };
  });
  const { runId, status } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'recover',
      restore,
      requestedById: actor.userId,
      reason: input.reason,
      parameters: stack.parameters,
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(stack.parameters),
      now: context.clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId, status } };
}
