import type { RunKind } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type SavedLayerPlan, savedLayerPlan } from './record.ts';
import { shownPlans } from './shownPlans.ts';

/** What is shown of a run's plan, with where the plan files lie and which states they were made from. */
export async function listShownPlans(db: Connection, run: { id: string; kind: RunKind }): Promise<SavedLayerPlan[]> {
  const rows = await db.client.plan.findMany({ where: { runId: run.id } });
  return shownPlans(rows, run.kind).map(savedLayerPlan);
}
