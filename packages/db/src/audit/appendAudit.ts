import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson, storableText } from '../database/storable.ts';
import type { AuditSubject, JsonRecord } from './record.ts';

/** Call it in the transaction of what it records. Transitions of runs, and requests of runs and stacks, write their own. */
export async function appendAudit(
  db: Connection,
  event: {
    actorId: string | null;
    action: string;
    subject: AuditSubject;
    detail?: JsonRecord;
    now: Date;
    ids: IdSource;
  },
): Promise<void> {
  const { actorId, action, subject, detail = {}, now, ids } = event;
  await db.client.auditEvent.create({
    data: {
      id: ids('audit', now),
      at: now,
      actorId,
      action,
      subjectKind: subject.kind,
      subjectId: subject.id,
      subjectLabel: storableText(subject.label),
      detail: storableJson(detail),
    },
  });
}
