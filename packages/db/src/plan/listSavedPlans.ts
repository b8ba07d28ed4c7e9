import type { Connection } from '../database/connection.ts';
import { type SavedLayerPlan, savedLayerPlan } from './record.ts';

/** All that was planned for a run: of a layer an envelope, an exact plan, or both. In no order. */
export async function listSavedPlans(db: Connection, runId: string): Promise<SavedLayerPlan[]> {
  const rows = await db.client.plan.findMany({ where: { runId } });
  return rows.map(savedLayerPlan);
}
