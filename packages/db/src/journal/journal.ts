import type { Layer } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

/** One `apply_*` line of Terraform's JSON stream. */
export type JournalEntryRecord = {
  layer: Layer;
  kind: 'apply_start' | 'apply_complete' | 'apply_errored';
  address: string;
  resourceType: string;
  action: 'create' | 'update' | 'delete' | 'replace' | 'read' | 'noop';
  idKey: string | null;
  idValue: string | null;
  at: Date;
};

/** @throws AppError `lease_lost`. */
export async function appendJournal(
  _db: Connection,
  _input: { runId: string; entries: readonly JournalEntryRecord[]; lease: Lease },
): Promise<void> {
  return notWritten('appendJournal');
}

/** In the order in which it was written. */
export async function listJournal(_db: Connection, _runId: string): Promise<JournalEntryRecord[]> {
  return notWritten('listJournal');
}
