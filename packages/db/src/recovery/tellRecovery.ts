import type { RecoveryEntry } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storableJson } from '../database/storable.ts';
import { heldLease, leaseLost } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

/**
 * Adds to the story of a recovery, and tells those who watch the run.
 * @param finishedAt ends the story.
 * @throws AppError `lease_lost`.
 */
export async function tellRecovery(
  db: Connection,
  input: { recoveryId: string; entries: readonly RecoveryEntry[]; finishedAt?: Date; lease: Lease },
): Promise<void> {
  const { recoveryId, entries, finishedAt = null, lease } = input;
  const json = JSON.stringify(storableJson(entries));
  const rows = await db.client.$queryRaw<unknown[]>`
    WITH held AS (${heldLease(lease)}), told AS (
      UPDATE run_recovery AS recovery
      SET story = recovery.story || ${json}::jsonb, finished_at = coalesce(${finishedAt}, recovery.finished_at)
      FROM held
      WHERE recovery.run_id = held.run_id AND recovery.id = ${recoveryId}
      RETURNING recovery.run_id
    )
    SELECT pg_notify('flowport_run', run_id)::text FROM told`;
  if (rows.length === 0) throw leaseLost(lease);
}
