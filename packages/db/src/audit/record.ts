import type { PersonRecord } from '../user/record.ts';

export type JsonRecord = Record<string, unknown>;

export type AuditSubject = { kind: string; id: string; label: string };

export type AuditEventRecord = {
  id: string;
  at: Date;
  /** null where Flowport itself acted. */
  actor: PersonRecord | null;
  action: string;
  subject: AuditSubject;
  detail: JsonRecord;
};
