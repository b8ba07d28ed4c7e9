import type { Connection } from '../database/connection.ts';
import { type TargetRow, targetInclude, targetRow } from './record.ts';

export async function getTarget(db: Connection, targetId: string): Promise<TargetRow | undefined> {
  const row = await db.client.target.findUnique({ where: { id: targetId }, include: targetInclude });
  return row ? targetRow(row) : undefined;
}
