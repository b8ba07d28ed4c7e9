import type { Connection } from '../database/connection.ts';
import { type HeldRun, heartbeatSecondsMax, type WorkerRecord } from './record.ts';

type Row = Omit<WorkerRecord, 'holds'> & { holds: (Omit<HeldRun, 'since'> & { since: string })[] };

/** All that are known, the living first, then the newest; with the runs that each has the lease of. */
export async function listWorkers(db: Connection): Promise<WorkerRecord[]> {
  const rows = await db.client.$queryRaw<Row[]>`
    SELECT worker.id, worker.host, worker.pid, worker.version, worker.concurrency, worker.mode::text AS mode,
      worker.started_at AS "startedAt", worker.heartbeat_at AS "heartbeatAt", worker.stopped_at AS "stoppedAt",
      alive.is AS "isAlive", held.runs AS holds
    FROM worker
    CROSS JOIN LATERAL (
      SELECT worker.stopped_at IS NULL
        AND worker.heartbeat_at > clock_timestamp() - make_interval(secs => ${heartbeatSecondsMax}) AS is
    ) AS alive
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object('runId', run.id, 'slug', stack.slug, 'teamId', stack.team_id,
        'since', lease.acquired_at) ORDER BY lease.acquired_at), '[]') AS runs
      FROM run_lease AS lease JOIN run ON run.id = lease.run_id JOIN stack ON stack.id = run.stack_id
      WHERE lease.worker_id = worker.id AND lease.released_at IS NULL
    ) AS held
    ORDER BY alive.is DESC, worker.started_at DESC, worker.id`;
  return rows.map((row) => ({ ...row, holds: row.holds.map((run) => ({ ...run, since: new Date(run.since) })) }));
}
