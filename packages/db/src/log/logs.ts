import type { Layer, StepName } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type LogChunkRecord = {
  offset: number;
  endOffset: number;
  at: Date;
  step: StepName | null;
  layer: Layer | null;
  text: string;
};

/**
 * Appends text of any length. It is stored in pieces of at most 64 KiB, split between characters; U+0000, which
 * Postgres cannot hold, becomes U+FFFD. Offsets count bytes of UTF-8 and have no gaps, however many append at once.
 * @throws AppError `lease_lost`.
 */
export async function appendLog(
  _db: Connection,
  _input: { runId: string; text: string; at: Date; step: StepName | null; layer: Layer | null; lease: Lease },
): Promise<{ offset: number; endOffset: number }> {
  return notWritten('appendLog');
}

/**
 * Reads at most about `bytesMax` bytes from `offset` on, which may lie inside a chunk, and always at least one
 * character where there is one. An offset inside a character begins at the next one.
 * `complete` says that the run has ended and nothing follows `nextOffset`.
 */
export async function readLog(
  _db: Connection,
  _input: { runId: string; offset: number; bytesMax: number },
): Promise<{ chunks: LogChunkRecord[]; nextOffset: number; complete: boolean }> {
  return notWritten('readLog');
}
