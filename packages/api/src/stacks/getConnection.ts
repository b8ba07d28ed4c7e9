import { getOutputs } from '@flowport/db';
import {
  AppError,
  type ConnectionPack,
  isGone,
  layers,
  renderConnectionPack,
  type StackStatus,
} from '@flowport/domain';
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
  const stored = await getOutputs(context.db, stack.id);
  const outputs = parseOutputs(stored);
  if (outputs && !isGone(stack.status)) {
    return { ...renderConnectionPack(stack.slug, outputs), notice: stack.parameters.asleep ? asleepNotice : null };
  }
  if (isInUse(stack.status) && layers.every((layer) => Object.keys(stored[layer]).length > 0)) {
    throw new AppError(
      'conflict',
      `The connection of ${stack.slug} is not ready: the stack was applied by an earlier version of its blueprint, which did not tell all that is shown here. Request a change to refresh it; the change may be empty.`,
    );
  }
  throw new AppError(
    'conflict',
    `${stack.slug} is ${stack.status} and offers nothing to connect to. Wait until it is ready.`,
  );
}

const asleepNotice =
  'The stack is asleep: it has no nodes, so nothing here answers until it is woken. Configuration and addresses stay as they are.';

function isInUse(status: StackStatus): boolean {
  return ['ready', 'degraded', 'updating', 'drifted', 'asleep'].includes(status);
}
