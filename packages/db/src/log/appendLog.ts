import { AppError, type Layer, type StepName } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storableText } from '../database/storable.ts';
import { assertLease, heldLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import { splitIntoPieces } from './pieces.ts';
import { readLogEnd } from './readLogEnd.ts';

export type AppendLogInput = {
  runId: string;
  text: string;
  at: Date;
  step: StepName | null;
  layer: Layer | null;
  lease: Lease;
  /**
   * From 1 on, growing with each append under one lease. An append whose answer was lost is sent again with the same
   * number, and is stored once: by the first attempt or by this one, even if both are still under way. One that comes
   * with a lower number than the last is taken for such a repetition, so nobody but the one writer may number.
   */
  sequence?: number;
};

/**
 * Appends text of any length. It is stored in pieces of at most 64 KiB, split between characters; U+0000, which
 * Postgres cannot hold, becomes U+FFFD. Offsets count bytes of UTF-8 from the beginning of the run's log.
 *
 * One statement takes the place and fills it: it adds the length to the run's counter, whose row is locked until the
 * commit, and stores the pieces behind the old value. So offsets have neither gaps nor overlaps, however many append
 * at once, and what a reader sees up to some offset is complete.
 * @returns the place; undefined when an earlier attempt has stored it.
 * @throws AppError `lease_lost`, `not_found`.
 */
export async function appendLog(
  db: Connection,
  input: AppendLogInput,
): Promise<{ offset: number; endOffset: number } | undefined> {
  const { runId, at, step, layer, lease } = input;
  const sequence = input.sequence ?? null;
  const pieces = splitIntoPieces(storableText(input.text));
  const bytes = pieces.at(-1)?.end ?? 0;
  const rows = await db.client.$queryRaw<{ start: bigint }[]>`
    WITH held AS (${heldLease(lease)}), grown AS (
      UPDATE run_log SET
        bytes = run_log.bytes + ${bytes},
        writer_token = CASE WHEN ${sequence}::int IS NULL THEN writer_token ELSE ${lease.token} END,
        writer_sequence = coalesce(${sequence}::int, writer_sequence),
        writer_worker_id = ${lease.workerId}
      FROM held
      WHERE run_log.run_id = held.run_id AND run_log.run_id = ${runId}
        AND (${sequence}::int IS NULL OR (writer_token, writer_sequence) < (${lease.token}::int, ${sequence}::int))
      RETURNING run_log.bytes - ${bytes} AS start
    ), stored AS (
      INSERT INTO log_chunk (run_id, start_offset, end_offset, at, step, layer, text)
      SELECT ${runId}, grown.start + piece.begin, grown.start + piece.finish, ${at}, ${step}::step_name,
        ${layer}::layer, piece.text
      FROM grown, unnest(
        ${pieces.map((piece) => piece.begin)}::bigint[],
        ${pieces.map((piece) => piece.end)}::bigint[],
        ${pieces.map((piece) => piece.text)}::text[]
      ) AS piece (begin, finish, text)
    )
    SELECT start, pg_notify('flowport_log', ${runId})::text FROM grown`;
  const row = rows[0];
  if (row) {
    const offset = Number(row.start);
    return { offset, endOffset: offset + bytes };
  }
  await assertLease(db, lease, { runId });
  if (sequence !== null && (await readLogEnd(db, runId))) return undefined;
  throw new AppError('not_found', `There is no run ${runId}.`);
}
