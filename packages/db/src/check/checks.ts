import type { Connection, Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type CheckRecord = {
  name: string;
  title: string;
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  detail: string;
  remedy: string | null;
  checkedAt: Date;
};

export type CheckSubject = { kind: 'target'; targetId: string } | { kind: 'stack'; stackId: string; runId: string };

/** Replaces all checks of the subject by these, in this order. `lease` is needed by a worker. */
export async function saveChecks(
  _tx: Tx,
  _input: {
    subject: CheckSubject;
    checks: readonly Omit<CheckRecord, 'checkedAt'>[];
    now: Date;
    ids: IdSource;
    lease?: Lease;
  },
): Promise<void> {
  return notWritten('saveChecks');
}

export async function listStackChecks(_db: Connection, _stackId: string): Promise<CheckRecord[]> {
  return notWritten('listStackChecks');
}
