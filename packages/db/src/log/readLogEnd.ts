import type { Connection } from '../database/connection.ts';

export type LogEnd = {
  bytes: number;
  /** False when the last line is still open: its writer was cut off within it. */
  endsLine: boolean;
  /** Who appended last; null while nobody has. */
  workerId: string | null;
};

/** How a run's log ends, for the writer that goes on with it. Undefined for a run that does not exist. */
export async function readLogEnd(db: Connection, runId: string): Promise<LogEnd | undefined> {
  const [row] = await db.client.$queryRaw<{ bytes: bigint; last: string | null; workerId: string | null }[]>`
    SELECT bytes, writer_worker_id AS "workerId", (
      SELECT right(text, 1) FROM log_chunk
      WHERE log_chunk.run_id = run_log.run_id ORDER BY start_offset DESC LIMIT 1
    ) AS last
    FROM run_log WHERE run_id = ${runId}`;
  if (!row) return undefined;
  return { bytes: Number(row.bytes), endsLine: row.last === null || row.last === '\n', workerId: row.workerId };
}
