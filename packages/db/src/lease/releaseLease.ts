import type { Connection } from '../database/connection.ts';
import type { Lease } from './lease.ts';

/** The run is free at once. Does nothing when the lease is lost already. */
export async function releaseLease(db: Connection, lease: Lease): Promise<void> {
  await db.client.$executeRaw`
    UPDATE run_lease SET released_at = clock_timestamp()
    WHERE run_id = ${lease.runId} AND worker_id = ${lease.workerId} AND token = ${lease.token} AND released_at IS NULL`;
}
