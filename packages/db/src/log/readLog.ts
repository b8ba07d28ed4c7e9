import { isFinal, type Layer, type RunStatus, type StepName } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { cutPiece, pieceBytesMax } from './pieces.ts';

export type LogChunkRecord = {
  offset: number;
  endOffset: number;
  at: Date;
  step: StepName | null;
  layer: Layer | null;
  text: string;
};

/** When a log was removed, and how many whole days after its run's end. */
export type LogRemoval = { at: Date; keptDays: number };

const dayMilliseconds = 86_400_000;

type StoredChunk = {
  startOffset: bigint;
  endOffset: bigint;
  at: Date;
  step: StepName | null;
  layer: Layer | null;
  text: string;
};

/**
 * Reads at most `bytesMax` bytes from `offset` on, which may lie inside a chunk, and always at least one character
 * where there is one. An offset inside a character begins at the next one.
 * `complete` says that the run has ended, no worker holds it, and nothing follows `nextOffset`; `removed` that the log was
 * kept as long as its target wants, and is gone.
 */
export async function readLog(
  db: Connection,
  input: { runId: string; offset: number; bytesMax: number },
): Promise<{ chunks: LogChunkRecord[]; nextOffset: number; complete: boolean; removed: LogRemoval | null }> {
  const { runId, offset, bytesMax } = input;
  // Asked before the chunks: what is written in between makes it too cautious, never wrong.
  const end = await readEnd(db, runId);
  // A chunk that reaches into the range begins at most one chunk's length before it, so that the index bounds the search.
  const stored = await db.client.$queryRaw<StoredChunk[]>`
    SELECT start_offset AS "startOffset", end_offset AS "endOffset", at, step, layer, text
    FROM log_chunk
    WHERE run_id = ${runId} AND start_offset > ${offset - pieceBytesMax} AND start_offset < ${offset + bytesMax}
      AND end_offset > ${offset}
    ORDER BY start_offset`;
  const chunks: LogChunkRecord[] = [];
  let nextOffset = offset;
  for (const { startOffset, endOffset, text, ...rest } of stored) {
    const piece = { begin: Number(startOffset), end: Number(endOffset), text };
    const isWhole = piece.begin >= nextOffset && piece.end <= offset + bytesMax;
    if (!isWhole && chunks.length > 0 && piece.begin >= offset + bytesMax) break;
    const part = isWhole ? piece : cutPiece(piece, nextOffset, offset + bytesMax);
    if (!part) continue;
    chunks.push({ ...rest, offset: part.begin, endOffset: part.end, text: part.text });
    nextOffset = part.end;
    if (part.end < piece.end) break;
  }
  return { chunks, nextOffset, complete: end.ended && nextOffset >= end.bytes, removed: end.removed };
}

type StoredEnd = { status: RunStatus; bytes: bigint; held: boolean; finishedAt: Date | null; purgedAt: Date | null };

async function readEnd(
  db: Connection,
  runId: string,
): Promise<{ ended: boolean; bytes: number; removed: LogRemoval | null }> {
  const [row] = await db.client.$queryRaw<StoredEnd[]>`
    SELECT run.status, run_log.bytes, run.finished_at AS "finishedAt", run.log_purged_at AS "purgedAt",
      EXISTS (
        SELECT FROM run_lease
        WHERE run_lease.run_id = run.id AND released_at IS NULL AND expires_at > clock_timestamp()
      ) AS held
    FROM run JOIN run_log ON run_log.run_id = run.id
    WHERE run.id = ${runId}`;
  if (!row) return { ended: true, bytes: 0, removed: null };
  const { finishedAt, purgedAt } = row;
  const removed =
    purgedAt && finishedAt
      ? { at: purgedAt, keptDays: Math.floor((purgedAt.getTime() - finishedAt.getTime()) / dayMilliseconds) }
      : null;
  return { ended: isFinal(row.status) && !row.held, bytes: Number(row.bytes), removed };
}
