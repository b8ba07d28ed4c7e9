import { isFinal, type StackStatus, type Transition } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { forgetDrift } from '../drift/forgetDrift.ts';
import { scheduleDrift } from '../drift/scheduleDrift.ts';
import type { LockedRun } from './lockRun.ts';

/**
 * What a transition of a run makes of its stack. `updated_at` moves with every one, since it is the stack's activity
 * that lists sort by; `version` with what a change of the stack is checked against.
 */
export async function settleStack(
  tx: Tx,
  { locked, result, now }: { locked: LockedRun; result: Transition; now: Date },
): Promise<void> {
  const { run, stack } = locked;
  const status = statusEffect(result) ?? stack.status;
  const changes = run.kind !== 'drift' && run.kind !== 'destroy';
  const isApplied = changes && hasApplied(result);
  if (isApplied) await takeParameters(tx, { runId: run.id, stackId: stack.id });
  if (isApplied || result.run.status === 'succeeded') await forgetDrift(tx, stack.id);
  if (status === 'destroyed') await forgetContents(tx, stack.id);
  if (changes && run.asleep && result.run.status === 'applying') await fallAsleep(tx, { stackId: stack.id, now });
  await tx.client.stack.update({
    where: { id: stack.id },
    data: {
      status,
      updatedAt: now,
      ...(isApplied && !run.asleep ? { asleepSince: null } : {}),
      // What is retained on purpose has no end, and does not meet an old one when its compute comes back.
      ...(status === 'retained' && status !== stack.status ? { expiresAt: null } : {}),
      ...(status !== stack.status || isApplied ? { version: { increment: 1 } } : {}),
    },
  });
  if (isFinal(result.run.status)) await scheduleDrift(tx, result.run, now);
}

/** From here on there may be no nodes, whatever becomes of the run, until one that wants them has brought them back. */
async function fallAsleep(tx: Tx, { stackId, now }: { stackId: string; now: Date }): Promise<void> {
  await tx.client.stack.updateMany({ where: { id: stackId, asleepSince: null }, data: { asleepSince: now } });
}

/** A run that failed at its checks has applied everything before. */
function hasApplied({ run, history }: Transition): boolean {
  if (run.status === 'failed') return history.from === 'verifying';
  return run.status === 'succeeded' || run.status === 'no_changes';
}

function statusEffect(result: Transition): StackStatus | undefined {
  for (const effect of result.effects) if (effect.type === 'stackStatus') return effect.status;
  return undefined;
}

/** What the run was to bring about is what the stack now has. */
async function takeParameters(tx: Tx, { runId, stackId }: { runId: string; stackId: string }): Promise<void> {
  await tx.client.$executeRaw`
    UPDATE stack SET
      parameters = run.parameters,
      preset = (run.parameters ->> 'preset')::preset,
      cidr = run.parameters #>> '{network,cidr}',
      blueprint = run.blueprint,
      blueprint_version = run.blueprint_version,
      cost_floor_cents = run.cost_floor_cents,
      cost_ceiling_cents = run.cost_ceiling_cents
    FROM run
    WHERE run.id = ${runId} AND stack.id = ${stackId}`;
}

/** Nothing of a destroyed stack exists; its runs, plans and logs stay. */
async function forgetContents(tx: Tx, stackId: string): Promise<void> {
  await tx.client.output.deleteMany({ where: { stackId } });
  await tx.client.stackResource.deleteMany({ where: { stackId } });
  await tx.client.check.deleteMany({ where: { stackId } });
}
