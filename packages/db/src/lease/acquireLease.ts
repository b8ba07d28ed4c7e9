import type { Connection } from '../database/connection.ts';
import type { Lease } from './lease.ts';

/**
 * Takes the run for a worker. One statement decides: the first lease of a run, or a later one once the one before was
 * released or has run out by the database's clock. The token is one more than any before it.
 * @returns undefined while another worker holds the run.
 */
export async function acquireLease(
  db: Connection,
  input: { runId: string; workerId: string; leaseSeconds: number },
): Promise<Lease | undefined> {
  const { runId, workerId, leaseSeconds } = input;
  const [row] = await db.client.$queryRaw<{ token: number; expires_at: Date }[]>`
    INSERT INTO run_lease AS held (run_id, worker_id, token, acquired_at, expires_at)
    VALUES (${runId}, ${workerId}, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => ${leaseSeconds}))
    ON CONFLICT (run_id) DO UPDATE SET
      worker_id = excluded.worker_id,
      token = held.token + 1,
      acquired_at = excluded.acquired_at,
      expires_at = excluded.expires_at,
      released_at = NULL
    WHERE held.released_at IS NOT NULL OR held.expires_at <= clock_timestamp()
    RETURNING token, expires_at`;
  return row && { runId, workerId, token: row.token, expiresAt: row.expires_at };
}
