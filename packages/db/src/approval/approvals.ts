import type { Connection, Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';
import type { PersonRecord } from '../user/record.ts';

export type ApprovalRecord = {
  id: string;
  decision: 'approved' | 'rejected';
  digest: string;
  comment: string;
  by: PersonRecord;
  at: Date;
};

/** @throws AppError `approval_void` when the run's digest is another one now. */
export async function recordApproval(
  _tx: Tx,
  _input: {
    runId: string;
    decision: 'approved' | 'rejected';
    digest: string;
    comment: string;
    byId: string;
    now: Date;
    ids: IdSource;
  },
): Promise<{ approvalId: string }> {
  return notWritten('recordApproval');
}

/** The newest decision; the worker compares its digest before it applies. */
export async function getLatestApproval(_db: Connection, _runId: string): Promise<ApprovalRecord | undefined> {
  return notWritten('getLatestApproval');
}
