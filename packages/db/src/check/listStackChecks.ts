import type { Connection } from '../database/connection.ts';
import { type CheckRecord, checkSelect } from './record.ts';

/** In the order in which they were made. */
export async function listStackChecks(db: Connection, stackId: string): Promise<CheckRecord[]> {
  return db.client.check.findMany({ where: { stackId }, select: checkSelect, orderBy: { position: 'asc' } });
}
