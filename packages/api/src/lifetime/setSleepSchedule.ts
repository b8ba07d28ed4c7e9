import { appendAudit, setSleepSchedule as saveSchedule } from '@flowport/db';
import { AppError, isGone, type LifetimeView, type setSleepScheduleInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { getLifetime } from './getLifetime.ts';

/**
 * Sets when a stack is awake. It begins with the next moment of the schedule; until then the stack stays as it is.
 * @throws AppError `not_found`, `forbidden`, `conflict`.
 */
export async function setSleepSchedule(
  context: ActorContext,
  { stackId, schedule }: z.output<typeof setSleepScheduleInputSchema>,
): Promise<LifetimeView> {
  const { db, actor, clock, ids } = context;
  const stack = await seenStack(context, stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  if (isGone(stack.status)) throw new AppError('conflict', `${stack.slug} is ${stack.status}.`);
  const now = clock();
  await db.inTransaction(async (tx) => {
    await saveSchedule(tx, { stackId, schedule, now });
    await appendAudit(tx, {
      actorId: actor.userId,
      action: 'stack.schedule',
      subject: { kind: 'stack', id: stackId, label: stack.slug },
      detail: { schedule },
      now,
      ids,
    });
  });
  return getLifetime(context, { stackId });
}
