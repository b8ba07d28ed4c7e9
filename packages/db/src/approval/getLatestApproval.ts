import type { Connection } from '../database/connection.ts';
import { type ApprovalRecord, approvalSelect } from './record.ts';

/** The newest decision; the worker compares its digest before it applies. */
export async function getLatestApproval(db: Connection, runId: string): Promise<ApprovalRecord | undefined> {
  const row = await db.client.approval.findFirst({
    where: { runId },
    select: approvalSelect,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return row ?? undefined;
}
