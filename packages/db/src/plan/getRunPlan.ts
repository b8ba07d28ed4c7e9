import { addCounts, type RunPlan } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { layerPlan } from './record.ts';
import { shownPlans } from './shownPlans.ts';

/**
 * The plan as it is shown: of each layer the exact one where there is one, else the envelope, in the order of the run's
 * kind. Undefined before there is any.
 */
export async function getRunPlan(db: Connection, runId: string): Promise<RunPlan | undefined> {
  const run = await db.client.run.findUnique({
    where: { id: runId },
    select: { digest: true, kind: true, plans: true },
  });
  if (!run || run.digest === null) return undefined;
  const layers = shownPlans(run.plans, run.kind).map(layerPlan);
  return { digest: run.digest, counts: addCounts(layers.map((layer) => layer.counts)), layers };
}
