import { appendAudit, setTargetPolicy } from '@flowport/db';
import type { setPolicyInputSchema, TargetPolicy, TargetView } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { targetView } from './targetView.ts';

/**
 * Changes what holds for all runs and stacks of a target, from now on: a plan that awaits approval keeps the time that
 * it was given. What does not differ is neither written nor recorded.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function setPolicy(
  context: ActorContext,
  { targetId, policy }: z.output<typeof setPolicyInputSchema>,
): Promise<TargetView> {
  const { db, actor, clock, ids } = context;
  requirePermission(actor, 'target.manage');
  await seenTarget(context, targetId);
  await db.inTransaction(async (tx) => {
    const { name, before, after } = await setTargetPolicy(tx, { targetId, change: policy });
    const changed = (Object.keys(after) as (keyof TargetPolicy)[]).filter((member) => before[member] !== after[member]);
    if (changed.length === 0) return;
    const only = (whole: TargetPolicy) => Object.fromEntries(changed.map((member) => [member, whole[member]]));
    await appendAudit(tx, {
      actorId: actor.userId,
      action: 'target.policySet',
      subject: { kind: 'target', id: targetId, label: name },
      detail: { before: only(before), after: only(after) },
      now: clock(),
      ids,
    });
  });
  return targetView(await seenTarget(context, targetId));
}
