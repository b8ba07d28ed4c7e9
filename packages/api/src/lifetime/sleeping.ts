import { insertRun, type StackRecord } from '@flowport/db';
import { AppError, estimateCost, type StackStatus, type sleepInputSchema } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from '../stacks/input.ts';
import { requireRoom } from '../stacks/requireRoom.ts';

type SleepInput = z.output<typeof sleepInputSchema>;
type StartedRun = z.output<typeof startedRunSchema>;

/** One that failed is repaired first, and of one whose compute is gone nothing is left to sleep. */
const restful: readonly StackStatus[] = ['ready', 'degraded', 'drifted'];

export function mayFallAsleep({ status, parameters }: StackRecord): boolean {
  return !parameters.asleep && restful.includes(status);
}

/** Also one that failed on its way to sleep: some of its nodes may be gone. */
export function mayWake({ status, parameters, asleepSince }: StackRecord): boolean {
  return parameters.asleep || (asleepSince !== null && status === 'failed');
}

/**
 * Queues a run that takes the node groups of a stack to zero. Data, addresses and everything else stay.
 * @throws AppError `not_found`, `forbidden`, `conflict`.
 */
export async function putToSleep(context: ActorContext, input: SleepInput): Promise<StartedRun> {
  const stack = await changeableStack(context, input, 'put to sleep');
  if (!mayFallAsleep(stack)) {
    const why = stack.parameters.asleep ? 'It is asleep already.' : `It is ${stack.status}.`;
    throw new AppError('conflict', `${stack.slug} cannot be put to sleep. ${why}`);
  }
  return start(context, { stack, input, asleep: true });
}

/**
 * Queues a run that brings the nodes back.
 * @throws AppError `not_found`, `forbidden`, `conflict`.
 */
export async function wakeStack(context: ActorContext, input: SleepInput): Promise<StartedRun> {
  const stack = await changeableStack(context, input, 'woken');
  if (!mayWake(stack)) throw new AppError('conflict', `${stack.slug} is awake.`);
  return start(context, { stack, input, asleep: false });
}

async function changeableStack(context: ActorContext, { stackId }: SleepInput, wish: string): Promise<StackRecord> {
  const stack = await seenStack(context, stackId);
  requirePermission(context.actor, 'stack.change', stack.team.id);
  await requireRoom(context, stack, { wish, ifBusy: 'refuse' });
  return stack;
}

async function start(
  { db, actor, synthesizer, clock, ids }: ActorContext,
  { stack, input, asleep }: { stack: StackRecord; input: SleepInput; asleep: boolean },
): Promise<StartedRun> {
  const parameters = { ...stack.parameters, asleep };
  const { runId, status } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'update',
      requestedById: actor.userId,
      reason: input.reason || (asleep ? 'Put to sleep.' : 'Woken.'),
      parameters,
      blueprint: synthesizer.blueprint,
      cost: estimateCost(parameters),
      stackVersion: stack.version,
      now: clock(),
      ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId, status } };
}
