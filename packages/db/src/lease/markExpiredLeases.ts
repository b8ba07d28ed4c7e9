import type { RunStatus } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';

export type ExpiredLease = {
  runId: string;
  workerId: string;
  runStatus: RunStatus;
  expiredAt: Date;
  /** The last sign of life of its worker, where one is known. */
  heartbeatAt: Date | null;
  host: string | null;
  /** By the database's clock. */
  now: Date;
};

/**
 * Takes every lease that ran out away from its holder, whose writes are refused from then on. Rows that another caller
 * is at are skipped, so that each is returned to one caller alone, who interrupts the runs in the same transaction.
 */
export async function markExpiredLeases(tx: Tx): Promise<ExpiredLease[]> {
  return tx.client.$queryRaw<ExpiredLease[]>`
    WITH expired AS (
      SELECT run_id FROM run_lease
      WHERE released_at IS NULL AND expires_at <= clock_timestamp()
      ORDER BY run_id
      FOR UPDATE SKIP LOCKED
    )
    UPDATE run_lease AS held SET released_at = clock_timestamp()
    FROM expired, run
    WHERE held.run_id = expired.run_id AND run.id = held.run_id
    RETURNING held.run_id AS "runId", held.worker_id AS "workerId", run.status AS "runStatus",
      held.expires_at AS "expiredAt", clock_timestamp() AS now,
      (SELECT heartbeat_at FROM worker WHERE worker.id = held.worker_id) AS "heartbeatAt",
      (SELECT host FROM worker WHERE worker.id = held.worker_id) AS host`;
}
