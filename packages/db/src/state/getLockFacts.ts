import type { LeaseSpan, WorkerFacts } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** What a lock of a stack's state can be explained by. `now` is the database's, as leases end by its clock. */
export type LockFacts = { leases: LeaseSpan[]; workers: WorkerFacts[]; now: Date };

/**
 * The leases of a stack's runs with the workers that had them. A run's row of lease tells its last holder; those before
 * it, who died, are told by the recoveries of the run: by clocks of workers, which may be ahead, so a death that is said to
 * come is over.
 */
export async function getLockFacts(db: Connection, stackId: string): Promise<LockFacts> {
  const leases = await db.client.$queryRaw<LeaseSpan[]>`
    SELECT run.id AS "runId", lease.worker_id AS "workerId", lease.acquired_at AS "acquiredAt",
      least(lease.expires_at, coalesce(lease.released_at, lease.expires_at)) AS "endsAt"
    FROM run JOIN run_lease AS lease ON lease.run_id = run.id
    WHERE run.stack_id = ${stackId}
    UNION ALL
    SELECT run.id, recovery.dead_worker_id, coalesce(run.started_at, run.created_at),
      least(recovery.noticed_at, clock_timestamp())
    FROM run JOIN run_recovery AS recovery ON recovery.run_id = run.id
    WHERE run.stack_id = ${stackId}`;
  const workers = await db.client.worker.findMany({
    where: { id: { in: [...new Set(leases.map(({ workerId }) => workerId))] } },
    select: { id: true, host: true, heartbeatAt: true, stoppedAt: true },
  });
  const [clock] = await db.client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return { leases, workers, now: clock?.now ?? new Date(0) };
}
