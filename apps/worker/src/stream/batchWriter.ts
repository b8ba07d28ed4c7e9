import { isDatabaseAway } from '@flowport/db';
import { AppError } from '@flowport/domain';

/**
 * Turns a stream of small items into few writes, in order and one at a time. An item waits at most `delayMilliseconds`
 * (or until `weightMax` has gathered) before its write begins; while a write is under way the next batch gathers.
 *
 * `push` never waits. Who pushes without end has to look at `isFull`, and to wait for `room` before the next; and a write
 * which does not go through for a while ends the writer, and with it the run.
 */
export type BatchWriter<T> = {
  push(item: T): void;
  /** Whether `weightHigh` or more is not written yet. */
  readonly isFull: boolean;
  /** Resolves when less than half of `weightHigh` is left to be written, or when the writer has ended. */
  room(): Promise<void>;
  /**
   * Resolves when everything pushed so far is written or, after a loss of the lease, dropped.
   * @throws what the last attempt was rejected with, when a write was given up.
   */
  drain(): Promise<void>;
};

export type BatchWriterOptions<T> = {
  /** Writes a batch. `lease_lost` ends the writer; any other failure is tried again. */
  write(items: readonly T[]): Promise<void>;
  delayMilliseconds: number;
  weight?: (item: T) => number;
  /** What is enough for a batch, so that its write does not wait for more. */
  weightMax?: number;
  /** More than this is not to gather; by default there is no such bound. */
  weightHigh?: number;
  /** Aborted when the right to write is lost: what is left is dropped. */
  signal: AbortSignal;
  /** A write that failed and will be tried again. */
  onRetry(error: unknown): void;
};

const retryMilliseconds = 500;
/** For what is refused again and again. A database that is away is waited for until the lease is lost. */
const attemptsMax = 20;

export function batchWriter<T>(options: BatchWriterOptions<T>): BatchWriter<T> {
  const { delayMilliseconds, signal, weight = () => 1, weightMax = Number.POSITIVE_INFINITY } = options;
  const { weightHigh = Number.POSITIVE_INFINITY } = options;
  let pending: T[] = [];
  let pendingWeight = 0;
  let writingWeight = 0;
  let closed = false;
  let failure: { error: unknown } | undefined;
  let wake: (() => void) | undefined;
  let running: Promise<void> | undefined;

  const writeAll = async () => {
    while (pending.length > 0 && !isClosed()) {
      if (pendingWeight < weightMax) await gather();
      const batch = pending;
      pending = [];
      writingWeight = pendingWeight;
      pendingWeight = 0;
      await writeBatch(batch);
      writingWeight = 0;
      if (isClosed() || pendingWeight < weightHigh / 2) giveRoom();
    }
    running = undefined;
  };

  let whenRoom: (() => void)[] = [];
  const giveRoom = () => {
    const waiting = whenRoom;
    whenRoom = [];
    for (const resolve of waiting) resolve();
  };
  signal.addEventListener('abort', giveRoom, { once: true });

  /** Waits for further items, until the delay is over or somebody needs them written. */
  const gather = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => wake?.(), hurried ? 0 : delayMilliseconds);
      wake = () => {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      };
    });

  const writeBatch = async (batch: readonly T[]) => {
    for (let attempt = 1; !isClosed(); attempt++) {
      try {
        await options.write(batch);
        return;
      } catch (error) {
        const isLost = error instanceof AppError && error.code === 'lease_lost';
        if (isLost || (attempt >= attemptsMax && !isDatabaseAway(error))) {
          closed = true;
          if (!isLost) failure = { error };
          return;
        }
        options.onRetry(error);
        await pause(retryMilliseconds, signal);
      }
    }
  };

  let hurried = false;
  const isClosed = () => closed || signal.aborted;

  return {
    push(item) {
      if (isClosed()) return;
      pending.push(item);
      pendingWeight += weight(item);
      running ??= writeAll();
      if (pendingWeight >= weightMax) wake?.();
    },
    get isFull() {
      return !isClosed() && pendingWeight + writingWeight >= weightHigh;
    },
    room() {
      if (!this.isFull) return Promise.resolve();
      return new Promise<void>((resolve) => whenRoom.push(resolve));
    },
    async drain() {
      hurried = true;
      wake?.();
      while (running) await running;
      hurried = false;
      if (failure) throw failure.error;
    },
  };
}

/**
 * A batch's write that takes its items one after the other; a retry begins where the last try stopped, so that nothing
 * is written twice.
 */
export function oneAfterAnother<T>(
  write: (item: T) => Promise<void>,
  prepare: (items: readonly T[]) => readonly T[] = (items) => items,
): (items: readonly T[]) => Promise<void> {
  const left = new WeakMap<readonly T[], T[]>();
  return async (items) => {
    const rest = left.get(items) ?? [...prepare(items)];
    left.set(items, rest);
    for (let next = rest[0]; next !== undefined; next = rest[0]) {
      await write(next);
      rest.shift();
    }
  };
}

/** Resolves early when aborted. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
