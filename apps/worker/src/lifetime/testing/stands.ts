import { advanceRun, type Database, getStack, insertRun, randomIds, releaseLease, savePlan } from '@flowport/db';
import { leaseOf, type Portal, requestStack } from '@flowport/db/testing';
import {
  type DataChoice,
  type LayerPlan,
  noCounts,
  type PlanChange,
  type RunEventName,
  type SleepSchedule,
  type TargetPolicy,
} from '@flowport/domain';

/** A portal's stacks without Terraform: runs are moved on as a worker moves them. */
export function standingStacks(db: Database, portal: Portal) {
  let numbers = 0;
  const ids = randomIds;
  const advance = (runId: string, name: RunEventName, now: Date, actorId: string | null = null) =>
    db.inTransaction((tx) => advanceRun(tx, { runId, event: { name, actorId }, now, ids }));

  const plan = async (runId: string, changes: readonly PlanChange[], now: Date) => {
    await advance(runId, 'claim', now);
    const lease = await leaseOf(db, runId);
    const layers = [layerPlan('cluster', changes)].map((layer) => ({
      plan: layer,
      planFile: null,
      stateLineage: null,
      stateSerial: null,
    }));
    await db.inTransaction((tx) =>
      savePlan(tx, { runId, replaces: 'run', layers, digest: `digest of ${runId}`, now, ids, lease }),
    );
    await advance(runId, 'plan_ready', now);
    await releaseLease(db, lease);
  };

  return {
    plan,
    advance,
    /** Applied and verified, as if its plan had been approved. */
    finish: async (runId: string, now: Date) => {
      for (const name of ['applied', 'verified'] as const) await advance(runId, name, now);
    },
    /** A stack that is ready since `now`. */
    ready: async (now: Date): Promise<string> => {
      numbers += 1;
      const { stackId, runId } = await requestStack(db, portal, numbers, now);
      await plan(runId, [], now);
      await advance(runId, 'approve', now);
      for (const name of ['applied', 'verified'] as const) await advance(runId, name, now);
      return stackId;
    },
    destroy: async (stackId: string, data: DataChoice, now: Date): Promise<string> => {
      const stack = await getStack(db, stackId);
      if (!stack) throw new Error(`There is no stack ${stackId}.`);
      const { parameters, blueprint } = stack;
      const cost = { floorCents: 1, ceilingCents: 2 };
      const asked = { stackId, kind: 'destroy', data, requestedById: portal.requesterId, reason: 'Done.' } as const;
      const { runId } = await db.inTransaction((tx) =>
        insertRun(tx, { ...asked, parameters, blueprint, cost, now, ids }),
      );
      return runId;
    },
    set: (stackId: string, data: { expiresAt?: Date | null; sleepSchedule?: SleepSchedule; sleepDueAt?: Date }) =>
      db.client.stack.update({ where: { id: stackId }, data }),
    policy: (policy: Partial<TargetPolicy>) =>
      db.client.target.update({ where: { id: portal.target.id }, data: { policy } }),
    stack: async (stackId: string) => {
      const stack = await getStack(db, stackId);
      if (!stack) throw new Error(`There is no stack ${stackId}.`);
      return stack;
    },
    runs: (stackId: string) =>
      db.client.run.findMany({
        where: { stackId, kind: { not: 'provision' } },
        select: { id: true, kind: true, status: true, data: true, requestedById: true, reason: true },
        orderBy: { id: 'asc' },
      }),
    told: async (stackId: string) =>
      (await db.client.notification.findMany({ where: { stackId }, orderBy: { at: 'asc' } })).map(({ title }) => title),
  };
}

function layerPlan(layer: LayerPlan['layer'], changes: readonly PlanChange[]): LayerPlan {
  return {
    layer,
    basis: 'exact',
    counts: { ...noCounts, update: changes.length },
    changes: [...changes],
    release: [],
    drift: [],
    outputsChanged: [],
  };
}

/** What Terraform plans for a node group that falls asleep. */
export const resize: PlanChange = {
  address: 'aws_eks_node_group.system',
  type: 'aws_eks_node_group',
  name: 'system',
  provider: 'aws',
  action: 'update',
  importId: null,
  reason: null,
  marks: [],
  attributes: [
    {
      path: 'scaling_config[0].desired_size',
      before: 2,
      after: 0,
      sensitive: false,
      unknown: false,
      forcesReplacement: false,
    },
  ],
};
