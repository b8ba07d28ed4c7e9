import { targetPolicySchema } from '@flowport/domain';
import type pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { runQueue } from './installQueue.ts';
import { type RunJob, runJobSchema } from './job.ts';

/** A job that this process holds; `retryCount` tells this attempt from a later one, which another process may hold. */
export type ClaimedJob = { id: string; retryCount: number; run: RunJob };

/**
 * Claims are made one after the other, by all processes, under this lock of Postgres: what a claim counts is then true
 * until it commits. A claim takes a few milliseconds, and a run minutes.
 */
const claimLock = 0x666c6f77;

/**
 * A process that is stopped in the middle of a claim (SIGSTOP, a virtual machine that is moved) must not keep all others
 * from claiming: Postgres ends its session, and its claim never was. Whoever waits for the lock longer tries again.
 */
const begin = `BEGIN;
  SET LOCAL idle_in_transaction_session_timeout = '3s';
  SET LOCAL lock_timeout = '10s';
  SELECT pg_advisory_xact_lock(${claimLock})`;

/**
 * Takes up to `count` jobs out of the queue: the most urgent first, then the oldest, leaving out those whose stack has
 * an active job, and those whose target has as many active jobs as its policy allows. These are not touched, so that
 * waiting for a place costs them nothing.
 */
export async function claimJobs(boss: PgBoss, pool: pg.Pool, count: number): Promise<ClaimedJob[]> {
  const client = await pool.connect();
  // Without a listener a connection that is lost between two statements would end the process.
  const onLost = () => undefined;
  client.on('error', onLost);
  try {
    await client.query(begin);
    const { rows: targets } = await client.query<{ id: string; policy: unknown }>('SELECT id, policy FROM target');
    const tiers = Object.fromEntries(targets.map(({ id, policy }) => [id, targetPolicySchema.parse(policy).runsMax]));
    const jobs = await boss.fetch<RunJob>(runQueue, {
      batchSize: count,
      // A job's group and tier are its target. The lock is what makes counting enough; by itself two fetches both pass.
      groupConcurrency: { default: targetPolicySchema.parse({}).runsMax, tiers },
      db: { executeSql: (text, values) => client.query(text, values) },
    });
    await client.query('COMMIT');
    client.off('error', onLost);
    client.release();
    return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, run: runJobSchema.parse(data) }));
  } catch (error) {
    // Closed rather than rolled back: whatever state the connection is in, it is in nobody's way.
    client.release(true);
    throw error;
  }
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
