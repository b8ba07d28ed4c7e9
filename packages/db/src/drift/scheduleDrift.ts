import {
  driftDelayHours,
  driftStatuses,
  firstDriftAt,
  latestDriftAt,
  nextDriftAt,
  type RunKind,
  type RunStatus,
  spread,
  targetPolicySchema,
} from '@flowport/domain';
import type { Database, Tx } from '../database/connection.ts';

/** Sets when a stack is looked at next, as one of its runs has ended; with chance that comes from the run's id. */
export async function scheduleDrift(
  tx: Tx,
  run: { id: string; stackId: string; kind: RunKind; status: RunStatus },
  now: Date,
): Promise<void> {
  const stack = await tx.client.stack.findUniqueOrThrow({
    where: { id: run.stackId },
    select: { status: true, target: { select: { policy: true } } },
  });
  const { driftEveryHours } = targetPolicySchema.parse(stack.target.policy);
  if (driftEveryHours === null || !driftStatuses.includes(stack.status)) {
    await tx.client.stack.update({ where: { id: run.stackId }, data: { driftDueAt: null } });
    return;
  }
  const hours = driftDelayHours(run.kind, run.status, driftEveryHours);
  if (hours === null) return;
  const driftDueAt = nextDriftAt(now, hours, spread(run.id));
  await tx.client.stack.update({ where: { id: run.stackId }, data: { driftDueAt } });
}

/**
 * Gives every stack its place in the schedule of its target, as the policies are now: those that have none, or one that
 * is later than the interval allows, are spread over the interval; where nothing is to be looked at they lose it. All
 * else keeps its place, so this may be done as often as wanted.
 */
export async function placeDriftChecks(db: Database, now: Date): Promise<void> {
  const targets = await db.client.target.findMany({ select: { id: true, policy: true } });
  for (const target of targets) {
    const { driftEveryHours } = targetPolicySchema.parse(target.policy);
    const looked = { targetId: target.id, status: { in: [...driftStatuses] } };
    if (driftEveryHours === null) {
      await db.client.stack.updateMany({ where: { ...looked, driftDueAt: { not: null } }, data: { driftDueAt: null } });
      continue;
    }
    const misplaced = await db.client.stack.findMany({
      where: { ...looked, OR: [{ driftDueAt: null }, { driftDueAt: { gt: latestDriftAt(now, driftEveryHours) } }] },
      select: { id: true, driftDueAt: true },
    });
    for (const { id, driftDueAt } of misplaced) {
      const placed = firstDriftAt(now, driftEveryHours, spread(`${id} ${now.toISOString()}`));
      // Only where no run has ended meanwhile, which knows better.
      await db.client.stack.updateMany({ where: { id, driftDueAt }, data: { driftDueAt: placed } });
    }
  }
}
