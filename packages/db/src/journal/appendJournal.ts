import type { Connection } from '../database/connection.ts';
import { storableJson } from '../database/storable.ts';
import { heldLease, leaseLost } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import type { JournalEntryRecord } from './record.ts';

/**
 * Writes what Terraform says it did, before anything else depends on it: after a death this is all that is known of
 * resources which no state has yet.
 * @throws AppError `lease_lost`.
 */
export async function appendJournal(
  db: Connection,
  input: { runId: string; entries: readonly JournalEntryRecord[]; lease: Lease },
): Promise<void> {
  const { runId, entries, lease } = input;
  if (entries.length === 0) return;
  const json = JSON.stringify(storableJson(entries));
  const written = await db.client.$executeRaw`
    WITH held AS (${heldLease(lease)})
    INSERT INTO journal_entry
      (run_id, layer, kind, address, resource_type, action, id_key, id_value, lease_token, at)
    SELECT ${runId}, (entry ->> 'layer')::layer, entry ->> 'kind', entry ->> 'address', entry ->> 'resourceType',
      entry ->> 'action', entry ->> 'idKey', entry ->> 'idValue', ${lease.token}, (entry ->> 'at')::timestamptz
    FROM held, jsonb_array_elements(${json}::jsonb) WITH ORDINALITY AS entries (entry, position)
    WHERE held.run_id = ${runId}
    ORDER BY position`;
  if (written === 0) throw leaseLost(lease);
}
