import type { Layer } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** null before anything was recorded. */
export async function countResources(db: Connection, stackId: string): Promise<Record<Layer, number> | null> {
  const rows = await db.client.stackResource.groupBy({ by: ['layer'], where: { stackId }, _count: true });
  if (rows.length === 0) return null;
  const counts: Record<Layer, number> = { foundation: 0, cluster: 0, services: 0 };
  for (const { layer, _count } of rows) counts[layer] = _count;
  return counts;
}
