import { z } from 'zod';
import type { Connection } from '../database/connection.ts';
import type { JournalEntryRecord } from './record.ts';

const kindSchema = z.enum(['apply_start', 'apply_complete', 'apply_errored']);
const actionSchema = z.enum(['create', 'update', 'delete', 'replace', 'read', 'noop']);

/** In the order in which it was written. */
export async function listJournal(db: Connection, runId: string): Promise<JournalEntryRecord[]> {
  const rows = await db.client.journalEntry.findMany({ where: { runId }, orderBy: { id: 'asc' } });
  return rows.map(({ layer, kind, address, resourceType, action, idKey, idValue, at }) => ({
    layer,
    kind: kindSchema.parse(kind),
    address,
    resourceType,
    action: actionSchema.parse(action),
    idKey,
    idValue,
    at,
  }));
}
