import { defaultTargetPolicy } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/**
 * Runs whose logs have been kept as long as their target says (`policy.logDays`, from the end of the run by the database's
 * clock) and are still there, the oldest first.
 */
export async function listLogsToPurge(db: Connection, input: { limit: number }): Promise<string[]> {
  const rows = await db.client.$queryRaw<{ id: string }[]>`
    SELECT run.id
    FROM run JOIN stack ON stack.id = run.stack_id JOIN target ON target.id = stack.target_id
    WHERE run.log_purged_at IS NULL
      AND run.finished_at < clock_timestamp() - make_interval(
        days => coalesce((target.policy ->> 'logDays')::int, ${defaultTargetPolicy.logDays}::int)
      )
    ORDER BY run.finished_at
    LIMIT ${input.limit}`;
  return rows.map(({ id }) => id);
}

/**
 * Removes a part of a run's log, from its end: what is left is a shorter log without gaps, so that whoever reads it
 * meanwhile comes to an end, and a purge that was cut off is simply gone on with. With the last part the run is marked.
 * @returns whether there is more to remove.
 */
export async function purgeLog(db: Connection, input: { runId: string; chunksMax: number }): Promise<boolean> {
  const { runId, chunksMax } = input;
  const [row] = await db.client.$queryRaw<{ removed: bigint }[]>`
    WITH last AS (
      SELECT start_offset FROM log_chunk WHERE run_id = ${runId} ORDER BY start_offset DESC LIMIT ${chunksMax}
    ), removed AS (
      DELETE FROM log_chunk USING last
      WHERE log_chunk.run_id = ${runId} AND log_chunk.start_offset = last.start_offset
      RETURNING log_chunk.start_offset
    ), shortened AS (
      UPDATE run_log SET bytes = coalesce((SELECT min(start_offset) FROM removed), 0) WHERE run_id = ${runId}
    ), marked AS (
      UPDATE run SET log_purged_at = clock_timestamp()
      WHERE id = ${runId} AND log_purged_at IS NULL AND (SELECT count(*) FROM removed) < ${chunksMax}
    )
    SELECT count(*) AS removed FROM removed`;
  return Number(row?.removed ?? 0) === chunksMax;
}
