import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';
import type { PersonRecord } from '../user/record.ts';

export type JsonRecord = Record<string, unknown>;

export type AuditEventRecord = {
  id: string;
  at: Date;
  actor: PersonRecord | null;
  action: string;
  subject: { kind: string; id: string; label: string };
  detail: JsonRecord;
};

/** Call it in the transaction of what it records. Transitions of runs, and requests of runs and stacks, write their own. */
export async function appendAudit(
  _db: Connection,
  _event: {
    actorId: string | null;
    action: string;
    subject: { kind: string; id: string; label: string };
    detail?: JsonRecord;
    now: Date;
    ids: IdSource;
  },
): Promise<void> {
  return notWritten('appendAudit');
}

/** Newest first. `search` looks into action, subject and the actor's name and address. */
export async function listAudit(
  _db: Connection,
  _filter: { search?: string; limit: number; cursor?: string },
): Promise<{ items: AuditEventRecord[]; nextCursor: string | null }> {
  return notWritten('listAudit');
}
