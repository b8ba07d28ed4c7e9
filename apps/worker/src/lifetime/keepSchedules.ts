import { advanceRun, getRun, insertRun, listSleepDue, moveSleepDue, type StackRecord } from '@flowport/db';
import {
  AppError,
  estimateCost,
  isAwakeBySchedule,
  mayChange,
  nextStatus,
  type SleepSchedule,
  systemUserId,
} from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';

/** Lets stacks sleep and wakes them, as their schedules say. */
export const keepSchedules: Chore = { name: 'sleep-schedules', everySeconds: 60, run: keepAll };

type Ports = Pick<WorkerContext, 'db' | 'ids' | 'now' | 'logger'>;
type Due = { stack: StackRecord; schedule: SleepSchedule; dueAt: Date; now: Date };

async function keepAll(context: Ports): Promise<void> {
  const now = context.now();
  for (const stack of await listSleepDue(context.db, now)) {
    const { sleepSchedule: schedule, sleepDueAt: dueAt } = stack;
    if (schedule === null || dueAt === null) continue;
    try {
      const isSeenTo = await keep(context, { stack, schedule, dueAt, now });
      if (isSeenTo) await moveSleepDue(context.db, { stackId: stack.id, schedule, dueAt, now });
    } catch (error) {
      // Another run has the stack: tried again in the next round, for what the schedule wants by then.
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      context.logger.info({ stackId: stack.id, err: error }, 'a sleep schedule is looked at again later');
    }
  }
}

/**
 * After a pause of the workers what counts is what the schedule wants now, and not what it has missed.
 * @returns false when it is to be looked at again in the next round.
 */
async function keep(context: Ports, { stack, schedule, now }: Due): Promise<boolean> {
  // What has reached its end is not woken for the day any more.
  if (stack.expiresAt !== null && stack.expiresAt <= now) return true;
  const asleep = !isAwakeBySchedule(schedule, now);
  if (stack.activeRun !== null) {
    const outcome = await makeWay(context, stack.activeRun.id, { asleep, now });
    if (outcome !== 'free') return outcome === 'asked';
  }
  if (stack.parameters.asleep === asleep) return true;
  // What is failed or retained is not for a schedule to change; what is just being changed comes again.
  if (!mayChange(stack.status)) return false;
  if (stack.status === 'failed' || stack.status === 'retained') return true;
  const parameters = { ...stack.parameters, asleep };
  await context.db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'update',
      requestedById: systemUserId,
      reason: asleep ? 'The schedule lets the stack sleep.' : 'The schedule wakes the stack.',
      parameters,
      blueprint,
      cost: estimateCost(parameters),
      priority: 'background',
      now,
      ids: context.ids,
    }),
  );
  return true;
}

/**
 * A run of the schedule that nobody has decided on until the next moment came is dropped: the stack is as it is wanted
 * now. Others have the stack until they end.
 */
async function makeWay(
  { db, ids }: Ports,
  runId: string,
  { asleep, now }: { asleep: boolean; now: Date },
): Promise<'free' | 'asked' | 'busy'> {
  const run = await getRun(db, runId);
  if (!run || run.requestedBy.id !== systemUserId || run.kind !== 'update') return 'busy';
  if (run.parameters.asleep === asleep) return 'asked';
  if (nextStatus(run.status, 'supersede') === undefined) return 'busy';
  const event = {
    name: 'supersede',
    actorId: systemUserId,
    reason: 'The next moment of the schedule has come.',
  } as const;
  await db.inTransaction((tx) => advanceRun(tx, { runId, event, expect: { version: run.version }, now, ids }));
  return 'free';
}
