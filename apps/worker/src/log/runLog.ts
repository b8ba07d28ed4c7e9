import type { Layer, StepName } from '@flowport/domain';
import type { MaskedLine, Masker } from '../secrets/masker.ts';
import { type BatchWriter, batchWriter } from '../stream/batchWriter.ts';

/** A step's own voice in the run's log. Lines of steps that run at the same time may alternate. */
export type StepLog = {
  /**
   * One line without its end; `continues` when the line goes on in the next call. `refusal` is for lines in which somebody
   * else says what was wrong: they may quote a secret that was made a moment ago.
   */
  line(text: string, continues?: boolean, refusal?: 'refusal'): void;
};

export type RunLog = Pick<BatchWriter<unknown>, 'isFull' | 'room'> & {
  of(step: StepName | null, layer: Layer | null): StepLog;
  drain(): Promise<void>;
};

export type LogPiece = { text: string; step: StepName | null; layer: Layer | null };

type Line = LogPiece & { continues: boolean; isRefusal: boolean };

/** Long enough to save writes, short enough that a reader feels no delay. */
const delayMilliseconds = 50;
const batchCharactersMax = 32 * 1024;
/** What one run may hold in memory while the database is slow or away. */
const charactersHigh = 8 * 1024 * 1024;

type RunLogPorts = {
  /** Writes one piece, carrying the lease. Called with the same piece again when it was rejected. */
  append(piece: LogPiece): Promise<void>;
  secrets: Masker;
  /** Called before a refusal is written, so that what it may quote is learnt first. May not be rejected. */
  beforeRefusal(layer: Layer | null): Promise<void>;
  signal: AbortSignal;
  onRetry(error: unknown): void;
};

/**
 * The run's log on its way to the database: secrets are hidden, and neighbours of the same step become one append. While
 * `isFull`, whoever prints into it has to wait for `room`.
 */
export function runLog(ports: RunLogPorts): RunLog {
  const hide = maskedLines(ports.secrets);
  const prepared = new WeakMap<readonly Line[], LogPiece[]>();
  /** A retry begins where the last try stopped, with the very pieces of the first. */
  const write = async (lines: readonly Line[]) => {
    const left = prepared.get(lines) ?? (await prepare(lines));
    prepared.set(lines, left);
    for (let next = left[0]; next !== undefined; next = left[0]) {
      await ports.append(next);
      left.shift();
    }
  };
  const prepare = async (lines: readonly Line[]): Promise<LogPiece[]> => {
    const refused = new Set(lines.flatMap((line) => (line.isRefusal ? [line.layer] : [])));
    for (const layer of refused) await ports.beforeRefusal(layer);
    return mergeNeighbours(lines.map(hide));
  };
  const writer = batchWriter<Line>({
    delayMilliseconds,
    weight: (line) => line.text.length + 1,
    weightMax: batchCharactersMax,
    weightHigh: charactersHigh,
    signal: ports.signal,
    onRetry: ports.onRetry,
    write,
  });
  return {
    of: (step, layer) => ({
      line: (text, continues = false, refusal) =>
        writer.push({ text, step, layer, continues, isRefusal: refusal !== undefined }),
    }),
    drain: () => writer.drain(),
    get isFull() {
      return writer.isFull;
    },
    room: () => writer.room(),
  };
}

/** Hides what is secret, line by line; of a line that comes in parts each step has one open at a time. */
function maskedLines(secrets: Masker): (line: Line) => LogPiece {
  const open = new Map<string, MaskedLine>();
  return ({ text, step, layer, continues }) => {
    const key = `${step} ${layer}`;
    const begun = open.get(key);
    if (continues) {
      const line = begun ?? secrets.openLine();
      open.set(key, line);
      return { text: line.push(text), step, layer };
    }
    open.delete(key);
    return { text: `${begun ? begun.end(text) : secrets.mask(text)}\n`, step, layer };
  };
}

function mergeNeighbours(pieces: readonly LogPiece[]): LogPiece[] {
  const merged: LogPiece[] = [];
  for (const piece of pieces) {
    if (piece.text === '') continue;
    const last = merged.at(-1);
    if (last && last.step === piece.step && last.layer === piece.layer) last.text += piece.text;
    else merged.push({ ...piece });
  }
  return merged;
}
