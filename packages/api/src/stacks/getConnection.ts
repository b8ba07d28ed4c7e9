import { getOutputs } from '@flowport/db';
import { AppError, type ConnectionPack, isGone, renderConnectionPack } from '@flowport/domain';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { parseOutputs } from './outputs.ts';

/**
 * The connection pack of a stack, for members of its team, approvers and admins.
 * @throws AppError `not_found`, `forbidden`; `conflict` while there is nothing to connect to.
 */
export async function getConnection(context: ActorContext, { stackId }: { stackId: string }): Promise<ConnectionPack> {
  const stack = await seenStack(context, stackId);
  requirePermission(context.actor, 'connection.read', stack.team.id);
  const outputs = parseOutputs(await getOutputs(context.db, stack.id));
  if (!outputs || isGone(stack.status)) {
    throw new AppError(
      'conflict',
      `${stack.slug} is ${stack.status} and offers nothing to connect to. Wait until it is ready.`,
    );
  }
  return renderConnectionPack(stack.slug, outputs);
}
