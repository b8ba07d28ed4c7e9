import type { RecoveryEntry } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson } from '../database/storable.ts';

/**
 * Opens the story of a recovery: a run's worker has gone. By whoever notices it, in the transaction that interrupts the
 * run; another worker goes on with it.
 */
export async function noticeRecovery(
  tx: Tx,
  input: { runId: string; deadWorkerId: string; entries: readonly RecoveryEntry[]; now: Date; ids: IdSource },
): Promise<void> {
  const { runId, deadWorkerId, entries, now, ids } = input;
  await tx.client.runRecovery.create({
    data: { id: ids('recovery', now), runId, deadWorkerId, noticedAt: now, story: storableJson(entries) },
  });
}
