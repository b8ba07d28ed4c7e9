import { targetPolicySchema } from '@flowport/domain';
import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { runQueue } from './installQueue.ts';
import { type RunJob, runJobSchema } from './job.ts';

/** A job that this process holds; `retryCount` tells this attempt from a later one, which another process may hold. */
export type ClaimedJob = { id: string; retryCount: number; run: RunJob };

/**
 * Claims are made one after the other, by all processes, under this lock of Postgres: what a claim counts is then true
 * until it commits. Postgres is sent all of a claim at once, so that the lock is held for a millisecond or less,
 * whatever becomes of the process that asked.
 */
const claimLock = 0x666c6f77;
const begin = `SET LOCAL lock_timeout = '10s'; SELECT pg_advisory_xact_lock(${claimLock})`;

const { runsMax: runsMaxDefault } = targetPolicySchema.parse({});

/** How many runs at once each target allows, as it stands when the claim is made. */
const runsMaxByTarget = `(SELECT jsonb_object_agg(id, policy -> 'runsMax') FROM target WHERE policy ? 'runsMax')::text`;

/** Stands for `runsMaxByTarget`, since pg-boss takes values alone. */
const runsMaxMark = { runsMaxByTarget: 1 };

/**
 * Takes one job out of the queue: the most urgent, then the oldest, leaving out those whose stack has an active job, and
 * those whose target has as many active jobs as its policy allows. These are not touched, so that waiting for a place
 * costs them nothing. One alone, since of several that share a target's last place pg-boss takes any.
 */
export async function claimJob(boss: PgBoss, pool: pg.Pool): Promise<ClaimedJob | undefined> {
  const [job] = await boss.fetch<RunJob>(runQueue, {
    // A job's group and tier are its target. The lock is what makes counting enough; by itself two fetches both pass.
    groupConcurrency: { default: runsMaxDefault, tiers: runsMaxMark },
    db: { executeSql: (text, values) => claim(pool, text, values ?? []) },
  });
  return job && { id: job.id, retryCount: job.retryCount, run: runJobSchema.parse(job.data) };
}

/** Several statements in one message are one transaction, which ends with the message, whether well or not. */
async function claim(pool: pg.Pool, fetch: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  const mark = JSON.stringify(runsMaxMark);
  const literals = values.map((value) => (value === mark ? runsMaxByTarget : pg.escapeLiteral(String(value))));
  const filled = fetch.replace(/\$(\d+)/g, (_, number) => literals[Number(number) - 1] ?? 'NULL');
  const results: unknown = await pool.query(`${begin}; ${filled}`);
  const last: pg.QueryResult | undefined = Array.isArray(results) ? results.at(-1) : undefined;
  if (!last) throw new Error('The claim of a job was not answered statement by statement.');
  return last;
}

/** Puts a job back as if it had not been taken: no attempt is counted, and it is due at once. */
export async function returnJob(pool: pg.Pool, job: ClaimedJob): Promise<void> {
  await pool.query(
    `WITH returned AS (
       UPDATE pgboss.job SET state = 'created', started_on = NULL, heartbeat_on = NULL, start_after = now()
       WHERE name = '${runQueue}' AND id = $1 AND state = 'active' AND retry_count = $2
       RETURNING id
     )
     SELECT pg_notify('flowport_queue', id::text) FROM returned`,
    [job.id, job.retryCount],
  );
}
