import { AppError } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { Prisma } from '../generated/client.ts';
import type { Lease } from './lease.ts';

/**
 * The row of a lease that is still its holder's, locked until the transaction ends: whoever takes the run over waits
 * for what the holder has begun, and what the holder begins afterwards finds no row.
 */
export function heldLease(lease: Lease): Prisma.Sql {
  return Prisma.sql`
    SELECT run_id FROM run_lease
    WHERE run_id = ${lease.runId} AND worker_id = ${lease.workerId} AND token = ${lease.token} AND released_at IS NULL
    FOR SHARE`;
}

/**
 * Holds the lease until the transaction ends, or refuses. `of` is what is about to be written: a lease of another run
 * is none for this one.
 * @throws AppError `lease_lost`.
 */
export async function assertLease(
  db: Connection,
  lease: Lease,
  of: { runId: string } | { stackId: string },
): Promise<void> {
  const owner = 'runId' in of ? Prisma.sql`run.id = ${of.runId}` : Prisma.sql`run.stack_id = ${of.stackId}`;
  const rows = await db.client.$queryRaw<unknown[]>`
    WITH held AS (${heldLease(lease)})
    SELECT held.run_id FROM held JOIN run ON run.id = held.run_id WHERE ${owner}`;
  if (rows.length === 0) throw leaseLost(lease);
}

export function leaseLost(lease: Lease): AppError {
  return new AppError(
    'lease_lost',
    `The worker ${lease.workerId} no longer holds the run ${lease.runId}; what it wanted to write is refused.`,
  );
}
