import { type compareStateInputSchema, compareStates, type StateDifferenceView } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { withArchive } from './archives.ts';
import { contentOf } from './versionContents.ts';

/**
 * What lies between two versions of a layer's state. Sensitive values are left out here, so that no browser gets them.
 * @throws AppError `not_found`, `forbidden`, `conflict` for a version that is no state; `unavailable`.
 */
export async function compareState(
  context: ActorContext,
  input: z.output<typeof compareStateInputSchema>,
): Promise<StateDifferenceView> {
  const { layer, from, to } = input;
  const stack = await seenStack(context, input.stackId);
  requirePermission(context.actor, 'state.read', stack.team.id);
  return withArchive(context, stack, async (archive) => {
    const [before, after] = await Promise.all([
      archive.readVersion(stack.slug, layer, from),
      archive.readVersion(stack.slug, layer, to),
    ]);
    const side = (versionId: string, state: typeof before) => {
      const { serial, resources } = contentOf(state);
      return { versionId, serial, resources };
    };
    return { from: side(from, before), to: side(to, after), ...compareStates(before, after) };
  });
}
