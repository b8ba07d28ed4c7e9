import { nextSleepMoments, type SleepSchedule } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { notify } from '../database/notify.ts';
import { Prisma } from '../generated/client.ts';

/** Sets when a stack is awake, beginning with the next moment of the schedule; null takes the schedule away. */
export async function setSleepSchedule(
  tx: Tx,
  input: { stackId: string; schedule: SleepSchedule | null; now: Date },
): Promise<void> {
  const { stackId, schedule, now } = input;
  await tx.client.stack.update({
    where: { id: stackId },
    data: {
      sleepSchedule: schedule ?? Prisma.DbNull,
      sleepDueAt: schedule && nextSleepMoments(schedule, now)[0].at,
    },
    select: { id: true },
  });
  await notify(tx, ['flowport_stack', stackId]);
}
