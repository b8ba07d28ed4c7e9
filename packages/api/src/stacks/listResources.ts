import { listResources as readResources } from '@flowport/db';
import type { StackResource } from '@flowport/domain';
import { seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';

/** What exists of a stack, layer by layer, as the last apply recorded it. */
export async function listResources(
  context: ActorContext,
  { stackId }: { stackId: string },
): Promise<{ items: StackResource[] }> {
  const stack = await seenStack(context, stackId);
  return { items: await readResources(context.db, stack.id) };
}
