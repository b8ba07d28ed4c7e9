import { nextSleepMoments, type SleepSchedule } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** What was due is seen to: the next moment of the schedule is what the stack waits for now, unless it was changed meanwhile. */
export async function moveSleepDue(
  db: Connection,
  input: { stackId: string; schedule: SleepSchedule; dueAt: Date; now: Date },
): Promise<void> {
  const { stackId, schedule, dueAt, now } = input;
  await db.client.stack.updateMany({
    where: { id: stackId, sleepDueAt: dueAt },
    data: { sleepDueAt: nextSleepMoments(schedule, now)[0].at },
  });
}
