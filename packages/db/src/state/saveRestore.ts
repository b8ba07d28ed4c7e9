import type { RunRestore } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { storableJson } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

/** Keeps what the worker has planned of a roll back, as it is part of what is approved. @throws AppError `lease_lost`. */
export async function saveRestore(tx: Tx, { restore, lease }: { restore: RunRestore; lease: Lease }): Promise<void> {
  const { runId } = lease;
  await assertLease(tx, lease, { runId });
  await tx.client.run.update({ where: { id: runId }, data: { restore: storableJson(restore) } });
}
