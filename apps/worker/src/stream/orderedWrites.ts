import { batchWriter, oneAfterAnother } from './batchWriter.ts';

/**
 * Writes that must keep their order but that nobody has to wait for: the work goes on while they go through. Whoever
 * needs them written drains.
 */
export type OrderedWrites = {
  add(write: () => Promise<void>): void;
  /** @throws what a write was rejected with, when it was given up. */
  drain(): Promise<void>;
};

export function orderedWrites(ports: { signal: AbortSignal; onRetry(error: unknown): void }): OrderedWrites {
  const writer = batchWriter<() => Promise<void>>({
    ...ports,
    delayMilliseconds: 0,
    write: oneAfterAnother((write) => write()),
  });
  return { add: (write) => writer.push(write), drain: () => writer.drain() };
}
