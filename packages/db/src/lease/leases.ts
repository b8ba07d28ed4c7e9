import type { RunStatus } from '@flowport/domain';
import type { Connection, Tx } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';
import type { Lease } from './lease.ts';

/** @returns undefined while another worker holds the run. The database's clock decides. */
export async function acquireLease(
  _db: Connection,
  _input: { runId: string; workerId: string; leaseSeconds: number },
): Promise<Lease | undefined> {
  return notWritten('acquireLease');
}

/**
 * @returns the lease with its new end, and the run's status now, so that the holder learns that it is to stop.
 * @throws AppError `lease_lost` when it ran out, was released or taken over: the holder must stop at once.
 */
export async function extendLease(
  _db: Connection,
  _input: { lease: Lease; leaseSeconds: number },
): Promise<{ lease: Lease; runStatus: RunStatus }> {
  return notWritten('extendLease');
}

/** Does nothing when the lease is lost already. */
export async function releaseLease(_db: Connection, _lease: Lease): Promise<void> {
  return notWritten('releaseLease');
}

export type ExpiredLease = { runId: string; workerId: string; runStatus: RunStatus };

/**
 * Takes every lease that ran out away from its holder, whose writes are refused from then on; each is returned to one
 * caller alone. The caller interrupts the runs in the same transaction.
 */
export async function markExpiredLeases(_tx: Tx): Promise<ExpiredLease[]> {
  return notWritten('markExpiredLeases');
}
