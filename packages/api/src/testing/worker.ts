import { acquireLease, advanceRun, type Lease, randomIds, saveOutputs, savePlan } from '@flowport/db';
import { type Layer, type LayerPlan, layers, noCounts } from '@flowport/domain';
import { testOutputs } from './outputs.ts';
import type { TestPortal } from './portal.ts';

/** The digest of every plan that `planRun` makes, unless told otherwise. */
export const planDigest = 'a'.repeat(64);

/** A worker takes the run and begins to plan. */
export async function claimRun({ db }: TestPortal, runId: string): Promise<Lease> {
  const lease = await acquireLease(db, { runId, workerId: 'test-worker', leaseSeconds: 600 });
  if (!lease) throw new Error(`The run ${runId} is held by somebody else`);
  const event = { name: 'claim', actorId: null } as const;
  await db.inTransaction((tx) => advanceRun(tx, { runId, event, now: new Date(), ids: randomIds, lease }));
  return lease;
}

/** Does what a worker does until the plan is there, without Terraform. */
export async function planRun({ db }: TestPortal, runId: string, digest = planDigest): Promise<Lease> {
  const lease = await acquireLease(db, { runId, workerId: 'test-worker', leaseSeconds: 600 });
  if (!lease) throw new Error(`The run ${runId} is held by somebody else`);
  const made = { now: new Date(), ids: randomIds, lease };
  await db.inTransaction(async (tx) => {
    await advanceRun(tx, { runId, event: { name: 'claim', actorId: null }, ...made });
    const saved = layers.map((layer) => ({
      plan: planOf(layer),
      planFile: null,
      stateLineage: null,
      stateSerial: null,
    }));
    await savePlan(tx, { runId, replaces: 'run', layers: saved, digest, ...made });
    await advanceRun(tx, { runId, event: { name: 'plan_ready', actorId: null }, ...made });
  });
  return lease;
}

/** Does what a worker does after the approval: applies, stores the outputs, verifies. */
export async function applyRun({ db }: TestPortal, stackId: string, lease: Lease): Promise<void> {
  const made = { now: new Date(), ids: randomIds, lease };
  await db.inTransaction(async (tx) => {
    for (const layer of layers) {
      const outputs = Object.entries(testOutputs[layer]).map(([name, value]) => ({ name, sensitive: false, value }));
      await saveOutputs(tx, { stackId, layer, outputs, ...made });
    }
    await advanceRun(tx, { runId: lease.runId, event: { name: 'applied', actorId: null }, ...made });
    await advanceRun(tx, { runId: lease.runId, event: { name: 'verified', actorId: null }, ...made });
  });
}

/** Requests a stack as Rita and brings it to `ready`. */
export async function readyStack(portal: TestPortal, fields: Record<string, unknown> = {}) {
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request(fields));
  const stackId: string = body.stack.id;
  const runId: string = body.run.id;
  const lease = await planRun(portal, runId);
  await portal.call('arno', 'POST', `/runs/${runId}/approve`, { digest: planDigest });
  await applyRun(portal, stackId, lease);
  return { stackId, runId, slug: body.stack.slug as string };
}

/** Creates one thing. */
export function planOf(layer: Layer): LayerPlan {
  return {
    layer,
    basis: layer === 'foundation' ? 'exact' : 'envelope',
    counts: { ...noCounts, create: 1 },
    changes: [
      {
        address: `aws_vpc.${layer}`,
        type: 'aws_vpc',
        name: layer,
        provider: 'aws',
        action: 'create',
        importId: null,
        reason: null,
        marks: ['network'],
        attributes: [],
      },
    ],
    release: [],
    drift: [],
    outputsChanged: [],
  };
}
