import type { RunStatus } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { runQueue } from './installQueue.ts';
import type { RunJob } from './job.ts';

/** What a run that nobody works on waits for; a run in any other status has had a worker, and is interrupted instead. */
const phases: Partial<Record<RunStatus, RunJob['phase']>> = {
  queued: 'plan',
  planning: 'plan',
  applying: 'apply',
  interrupted: 'recover',
  canceling: 'recover',
};

/**
 * Puts runs back into the queue that have work ahead but neither a worker nor a job: their job was lost, or was tried
 * until the queue gave up. Nothing else would ever touch them again.
 * @param graceSeconds how long a run may be like that in the course of things, between a transition and its job.
 * @returns the runs that were put back.
 */
export async function requeueStranded(
  tx: Tx,
  { graceSeconds, now, ids }: { graceSeconds: number; now: Date; ids: IdSource },
): Promise<string[]> {
  const stranded = await tx.client.$queryRaw<{ id: string; stackId: string; status: RunStatus }[]>`
    SELECT run.id, run.stack_id AS "stackId", run.status::text AS status
    FROM run
    WHERE run.finished_at IS NULL
      AND run.status IN ('queued', 'planning', 'applying', 'verifying', 'recovering', 'interrupted', 'canceling')
      AND run.status_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
      AND NOT EXISTS (SELECT 1 FROM run_lease AS held WHERE held.run_id = run.id AND held.released_at IS NULL)
      AND NOT EXISTS (
        SELECT 1 FROM pgboss.job
        WHERE name = ${runQueue} AND singleton_key = run.stack_id AND state < 'completed' AND data ->> 'runId' = run.id
      )
    ORDER BY run.id
    FOR UPDATE OF run SKIP LOCKED`;
  for (const { id, stackId, status } of stranded) {
    const phase = phases[status];
    if (phase) {
      await tx.enqueue({ runId: id, stackId, phase });
    } else {
      const reason = 'Nobody was working on it any more.';
      await advanceRun(tx, { runId: id, event: { name: 'interrupt', actorId: null, reason }, now, ids });
    }
  }
  return stranded.map(({ id }) => id);
}
