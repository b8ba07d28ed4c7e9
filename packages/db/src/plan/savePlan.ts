import { addCounts, type Kept, planCountsSchema } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { storableJson, storableText } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import { lockRun } from '../run/lockRun.ts';
import type { SavedLayerPlan } from './record.ts';
import { shownPlans } from './shownPlans.ts';

/**
 * Saves plans of layers. `run` replaces everything that was saved for the run (a new planning), `layer` adds to it: an
 * exact plan then stands beside the envelope of its layer. Sets the run's digest, to which approvals are bound, and the
 * counts that lists show.
 * @throws AppError `lease_lost`.
 */
export async function savePlan(
  tx: Tx,
  input: {
    runId: string;
    replaces: 'run' | 'layer';
    layers: readonly SavedLayerPlan[];
    digest: string;
    /** What outlives the destroy; left out, it stays as it was saved. */
    kept?: readonly Kept[];
    now: Date;
    ids: IdSource;
    lease: Lease;
  },
): Promise<void> {
  const { runId, replaces, layers, digest, kept, now, ids, lease } = input;
  await assertLease(tx, lease, { runId });
  const { run } = await lockRun(tx, runId);
  if (replaces === 'run') await tx.client.plan.deleteMany({ where: { runId } });
  for (const { plan, planFile, stateLineage, stateSerial } of layers) {
    const { layer, basis } = plan;
    await tx.client.plan.deleteMany({ where: { runId, layer, basis } });
    await tx.client.plan.create({
      data: {
        id: ids('plan', now),
        runId,
        layer,
        basis,
        counts: plan.counts,
        changes: storableJson(plan.changes),
        release: storableJson(plan.release),
        drift: storableJson(plan.drift),
        outputsChanged: plan.outputsChanged.map(storableText),
        planFile,
        stateLineage,
        stateSerial,
        createdAt: now,
      },
    });
  }
  const saved = await tx.client.plan.findMany({ where: { runId }, select: { layer: true, basis: true, counts: true } });
  const counts = addCounts(shownPlans(saved, run.kind).map((plan) => planCountsSchema.parse(plan.counts)));
  await tx.client.run.update({
    where: { id: runId },
    data: { digest, counts, ...(kept === undefined ? {} : { kept: storableJson(kept) }) },
  });
  await notify(tx, ['flowport_run', runId]);
}
