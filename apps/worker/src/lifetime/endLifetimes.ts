import { type ExpiringStack, insertRun, listExpiring, notifyTeam } from '@flowport/db';
import { AppError, estimateCost, isFinal, systemUserId } from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';
import { inUtc } from './inUtc.ts';

/** Asks for the destruction of stacks whose lifetime has ended. */
export const endLifetimes: Chore = { name: 'lifetime-ends', everySeconds: 60, run: endAll };

type Ports = Pick<WorkerContext, 'db' | 'ids' | 'now' | 'logger'>;

/** After a destroy was refused, dropped or failed, somebody is to look at it before the next one comes. */
const askAgainMilliseconds = 24 * 3_600_000;

async function endAll(context: Ports): Promise<void> {
  const now = context.now();
  for (const expired of await listExpiring(context.db, { until: now })) {
    try {
      await end(context, expired, now);
    } catch (error) {
      // Somebody was faster, or another run has the stack: the next round looks again.
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      context.logger.info({ stackId: expired.stack.id, err: error }, 'an expired stack is looked at again later');
    }
  }
}

async function end(context: Ports, { stack, policy, asked }: ExpiringStack, now: Date): Promise<void> {
  if (stack.activeRun !== null || !isDue(asked, now)) return;
  const { db, ids } = context;
  // Finalizers of what runs in the cluster are only lifted by controllers, which need nodes.
  const wakes = stack.asleepSince !== null && stack.parameters.asleep;
  const parameters = { ...stack.parameters, asleep: false };
  const ended = `The lifetime of the stack ended on ${inUtc(stack.expiresAt)}`;
  const asks = {
    stackId: stack.id,
    requestedById: systemUserId,
    parameters,
    blueprint,
    cost: estimateCost(parameters),
    priority: 'background' as const,
    now,
    ids,
  };
  const then = policy.destroysAutomatically
    ? 'It is destroyed without approval, as the target says.'
    : 'Its destruction waits for an approval. Extend the lifetime to keep the stack: that drops the plan.';
  await db.inTransaction(async (tx) => {
    const { runId } = await insertRun(
      tx,
      wakes
        ? { ...asks, kind: 'update', reason: `${ended}; it is woken, so that what runs in it can be removed cleanly.` }
        : { ...asks, kind: 'destroy', data: 'snapshot', reason: `${ended}.` },
    );
    await notifyTeam(tx, {
      key: `lifetime.ended:${stack.id}:${runId}`,
      kind: 'lifetime.ended',
      teamId: stack.team.id,
      stackId: stack.id,
      runId,
      title: `${stack.slug} has reached its end`,
      text: `${ended}. ${wakes ? 'It is woken first, so that it can be removed cleanly.' : then}`,
      now,
      ids,
    });
  });
}

function isDue(asked: ExpiringStack['asked'], now: Date): boolean {
  if (asked === null) return true;
  if (!isFinal(asked.status)) return false;
  const isWoken = asked.kind === 'update' && asked.status === 'succeeded';
  return isWoken || now.getTime() - asked.createdAt.getTime() >= askAgainMilliseconds;
}
