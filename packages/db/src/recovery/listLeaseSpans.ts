import type { LeaseSpan } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/**
 * When which worker had the right to act for a run of the stack, as far as it is known: of each run its last lease, and
 * of each that was lost its loss. For the judgement of a lock, with the database's time to judge it by.
 */
export async function listLeaseSpans(db: Connection, stackId: string): Promise<{ leases: LeaseSpan[]; now: Date }> {
  const rows = await db.client.$queryRaw<(LeaseSpan & { now: Date })[]>`
    SELECT lease.run_id AS "runId", lease.worker_id AS "workerId", lease.acquired_at AS "acquiredAt",
      least(lease.expires_at, lease.released_at) AS "endsAt", clock_timestamp() AS now
    FROM run_lease AS lease JOIN run ON run.id = lease.run_id
    WHERE run.stack_id = ${stackId}
    UNION ALL
    SELECT recovery.run_id, recovery.dead_worker_id, coalesce(run.started_at, run.created_at), recovery.noticed_at,
      clock_timestamp()
    FROM run_recovery AS recovery JOIN run ON run.id = recovery.run_id
    WHERE run.stack_id = ${stackId} AND recovery.dead_worker_id <> ''`;
  const [first] = rows;
  return { leases: rows.map(({ now: _, ...lease }) => lease), now: first?.now ?? new Date() };
}
