import { idleRunStatuses, type RunKind, type RunStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { heartbeatSecondsMax } from '../worker/record.ts';
import { runQueue } from './installQueue.ts';

/** A run that a worker has taken. */
export type TakenRun = {
  runId: string;
  stackId: string;
  targetId: string;
  teamId: string;
  kind: RunKind;
  slug: string;
};

/** What the queue, the leases and the workers say of a run's waiting; all by the database's clock. */
export type QueueFacts = {
  now: Date;
  /** Of the run's job among those that wait, in the order in which claimJob takes them. */
  place: { position: number; of: number; dueAt: Date } | null;
  isTaken: boolean;
  /** All runs whose jobs are taken. */
  taken: TakenRun[];
  /** The active run of the stack, where that is another one. */
  behind: (TakenRun & { status: RunStatus }) | null;
  workers: { alive: number; active: number; slots: number };
  /** The interruption that the run has not recovered from yet. */
  lost: { reason: string; at: Date } | null;
  silentWorkerId: string | null;
};

export async function getQueueFacts(db: Connection, runId: string): Promise<QueueFacts> {
  const [[own], taken, [behind], [workers]] = await Promise.all([
    readOwn(db, runId),
    readTaken(db),
    readBehind(db, runId),
    readWorkers(db),
  ]);
  const { now, position, of, dueAt, holderId, isExpired, lostReason, lostAt } = own ?? absent;
  return {
    now,
    place: position === null || of === null || dueAt === null ? null : { position, of, dueAt },
    isTaken: holderId !== null || taken.some((run) => run.runId === runId),
    taken,
    behind: behind ?? null,
    workers: workers ?? { alive: 0, active: 0, slots: 0 },
    lost: lostReason === null || lostAt === null ? null : { reason: lostReason, at: lostAt },
    silentWorkerId: isExpired ? holderId : null,
  };
}

type Own = {
  now: Date;
  position: number | null;
  of: number | null;
  dueAt: Date | null;
  holderId: string | null;
  isExpired: boolean | null;
  lostReason: string | null;
  lostAt: Date | null;
};

const absent: Own = {
  now: new Date(0),
  position: null,
  of: null,
  dueAt: null,
  holderId: null,
  isExpired: null,
  lostReason: null,
  lostAt: null,
};

/** The order is that of pg-boss's fetch: priority, then age; what is tried again keeps its age. */
function readOwn(db: Connection, runId: string): Promise<Own[]> {
  return db.client.$queryRaw<Own[]>`
    SELECT clock_timestamp() AS now, place.position::int, place.of::int, place.due_at AS "dueAt",
      held.worker_id AS "holderId", held.expires_at <= clock_timestamp() AS "isExpired",
      lost.reason AS "lostReason", lost.at AS "lostAt"
    FROM run
    LEFT JOIN LATERAL (
      SELECT position, "of", due_at FROM (
        SELECT data ->> 'runId' AS run_id, start_after AS due_at, count(*) OVER () AS "of",
          row_number() OVER (ORDER BY priority DESC, created_on) AS position
        FROM pgboss.job WHERE name = ${runQueue} AND state < 'active'
      ) AS jobs WHERE jobs.run_id = run.id ORDER BY position LIMIT 1
    ) AS place ON true
    LEFT JOIN run_lease AS held ON held.run_id = run.id AND held.released_at IS NULL
    LEFT JOIN LATERAL (
      SELECT latest.reason, latest.at FROM (
        SELECT event, reason, at FROM run_history WHERE run_id = run.id ORDER BY id DESC LIMIT 1
      ) AS latest WHERE latest.event = 'interrupt'
    ) AS lost ON true
    WHERE run.id = ${runId}`;
}

function readTaken(db: Connection): Promise<TakenRun[]> {
  return db.client.$queryRaw<TakenRun[]>`
    SELECT run.id AS "runId", run.stack_id AS "stackId", stack.target_id AS "targetId", stack.team_id AS "teamId",
      run.kind::text AS kind, stack.slug
    FROM pgboss.job JOIN run ON run.id = job.data ->> 'runId' JOIN stack ON stack.id = run.stack_id
    WHERE job.name = ${runQueue} AND job.state = 'active'
    ORDER BY job.started_on`;
}

function readBehind(db: Connection, runId: string): Promise<(TakenRun & { status: RunStatus })[]> {
  return db.client.$queryRaw<(TakenRun & { status: RunStatus })[]>`
    SELECT active.id AS "runId", active.stack_id AS "stackId", stack.target_id AS "targetId", stack.team_id AS "teamId",
      active.kind::text AS kind, active.status::text AS status, stack.slug
    FROM run JOIN run AS active ON active.stack_id = run.stack_id AND active.id <> run.id
    JOIN stack ON stack.id = run.stack_id
    WHERE run.id = ${runId} AND active.status::text <> ALL (${[...idleRunStatuses]})`;
}

function readWorkers(db: Connection): Promise<QueueFacts['workers'][]> {
  return db.client.$queryRaw<QueueFacts['workers'][]>`
    SELECT count(*)::int AS alive, count(*) FILTER (WHERE mode = 'active')::int AS active,
      coalesce(sum(concurrency) FILTER (WHERE mode = 'active'), 0)::int AS slots
    FROM worker
    WHERE stopped_at IS NULL AND heartbeat_at > clock_timestamp() - make_interval(secs => ${heartbeatSecondsMax})`;
}
