import type { Layer, LayerPlan } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type SavedLayerPlan, savedLayerPlan } from './record.ts';

export async function getLayerPlan(
  db: Connection,
  key: { runId: string; layer: Layer; basis: LayerPlan['basis'] },
): Promise<SavedLayerPlan | undefined> {
  const row = await db.client.plan.findUnique({ where: { runId_layer_basis: key } });
  return row ? savedLayerPlan(row) : undefined;
}
