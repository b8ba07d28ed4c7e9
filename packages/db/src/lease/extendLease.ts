import type { RunStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { leaseLost } from './assertLease.ts';
import type { Lease } from './lease.ts';

/**
 * A lease that has run out is not extended, even if nobody has taken it yet: its holder had to stop by then.
 * @returns the lease with its new end, and the run's status now, so that the holder learns that it is to stop.
 * @throws AppError `lease_lost` when it ran out, was released or taken over: the holder must stop at once.
 */
export async function extendLease(
  db: Connection,
  input: { lease: Lease; leaseSeconds: number },
): Promise<{ lease: Lease; runStatus: RunStatus; isForced: boolean }> {
  const { lease, leaseSeconds } = input;
  const [row] = await db.client.$queryRaw<{ expires_at: Date; status: RunStatus; forced: boolean }[]>`
    UPDATE run_lease AS held
    SET expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    FROM run
    WHERE held.run_id = ${lease.runId} AND run.id = held.run_id
      AND held.worker_id = ${lease.workerId} AND held.token = ${lease.token}
      AND held.released_at IS NULL AND held.expires_at > clock_timestamp()
    RETURNING held.expires_at, run.status, run.forced_at IS NOT NULL AS forced`;
  if (!row) throw leaseLost(lease);
  return { lease: { ...lease, expiresAt: row.expires_at }, runStatus: row.status, isForced: row.forced };
}
