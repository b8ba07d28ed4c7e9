import { type TargetPolicy, type TargetPolicyChange, targetPolicySchema } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { notify } from '../database/notify.ts';
import { lockTarget } from './lockTarget.ts';

/**
 * Changes what holds for all runs and stacks of the target. Workers look at the queue anew, as more runs may be allowed.
 * @throws AppError `not_found`.
 */
export async function setTargetPolicy(
  tx: Tx,
  { targetId, change }: { targetId: string; change: TargetPolicyChange },
): Promise<{ name: string; before: TargetPolicy; after: TargetPolicy }> {
  await lockTarget(tx, targetId);
  const { name, policy } = await tx.client.target.findUniqueOrThrow({
    where: { id: targetId },
    select: { name: true, policy: true },
  });
  const before = targetPolicySchema.parse(policy);
  const after: TargetPolicy = { ...before, ...change };
  await tx.client.target.update({ where: { id: targetId }, data: { policy: after } });
  await notify(tx, ['flowport_queue', targetId]);
  return { name, before, after };
}
