import type { Connection } from '../database/connection.ts';
import { type RunRecord, runInclude, runRecord } from './record.ts';

export async function getRun(db: Connection, runId: string): Promise<RunRecord | undefined> {
  const row = await db.client.run.findUnique({ where: { id: runId }, include: runInclude });
  return row ? runRecord(row) : undefined;
}
