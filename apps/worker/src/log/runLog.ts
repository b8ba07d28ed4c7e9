import type { Layer, StepName } from '@flowport/domain';
import { type BatchWriter, batchWriter, oneAfterAnother } from '../stream/batchWriter.ts';

/** A step's own voice in the run's log. Lines of steps that run at the same time may alternate. */
export type StepLog = {
  /** One line without its end; `continues` when the line goes on in the next call. */
  line(text: string, continues?: boolean): void;
};

export type RunLog = {
  of(step: StepName | null, layer: Layer | null): StepLog;
  drain(): Promise<void>;
};

export type LogPiece = { text: string; step: StepName | null; layer: Layer | null };

/** Long enough to save writes, short enough that a reader feels no delay. */
const delayMilliseconds = 50;
const batchCharactersMax = 32 * 1024;

/**
 * The run's log on its way to the database: neighbours of the same step become one append.
 * @param append writes one piece, carrying the lease.
 */
export function runLog(ports: {
  append(piece: LogPiece): Promise<void>;
  signal: AbortSignal;
  onRetry(error: unknown): void;
}): RunLog {
  const writer: BatchWriter<LogPiece> = batchWriter({
    delayMilliseconds,
    weight: (piece) => piece.text.length,
    weightMax: batchCharactersMax,
    signal: ports.signal,
    onRetry: ports.onRetry,
    write: oneAfterAnother(ports.append, mergeNeighbours),
  });
  return {
    of: (step, layer) => ({
      line: (text, continues = false) => writer.push({ text: continues ? text : `${text}\n`, step, layer }),
    }),
    drain: () => writer.drain(),
  };
}

function mergeNeighbours(pieces: readonly LogPiece[]): LogPiece[] {
  const merged: LogPiece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && last.step === piece.step && last.layer === piece.layer) last.text += piece.text;
    else merged.push({ ...piece });
  }
  return merged;
}
