import type { Connection } from '../database/connection.ts';
import { type TargetRow, targetInclude, targetRow } from './record.ts';

/** By name. */
export async function listTargets(db: Connection): Promise<TargetRow[]> {
  const rows = await db.client.target.findMany({ include: targetInclude, orderBy: { name: 'asc' } });
  return rows.map(targetRow);
}
