import { AppError } from '@flowport/domain';
import { expect, test, vi } from 'vitest';
import { batchWriter } from './batchWriter.ts';

function collecting(options: { weightMax?: number; weightHigh?: number; fail?: (attempt: number) => unknown } = {}) {
  const batches: string[][] = [];
  const abort = new AbortController();
  let attempts = 0;
  const retries: unknown[] = [];
  const writer = batchWriter<string>({
    delayMilliseconds: 50,
    weight: (item) => item.length,
    weightMax: options.weightMax ?? 1000,
    weightHigh: options.weightHigh ?? 1000,
    signal: abort.signal,
    onRetry: (error) => retries.push(error),
    write: async (items) => {
      attempts += 1;
      const error = options.fail?.(attempts);
      if (error) throw error;
      batches.push([...items]);
    },
  });
  return { writer, batches, abort, retries };
}

test('items that come together are written together, in their order', async () => {
  const { writer, batches } = collecting();
  for (const item of ['a', 'b', 'c']) writer.push(item);
  await writer.drain();
  expect(batches).toEqual([['a', 'b', 'c']]);
});

test('an item waits no longer than the delay', async () => {
  vi.useFakeTimers();
  try {
    const { writer, batches } = collecting();
    writer.push('a');
    await vi.advanceTimersByTimeAsync(49);
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([['a']]);
  } finally {
    vi.useRealTimers();
  }
});

test('a full batch does not wait', async () => {
  vi.useFakeTimers();
  try {
    const { writer, batches } = collecting({ weightMax: 4 });
    writer.push('aa');
    writer.push('bb');
    await vi.advanceTimersByTimeAsync(0);
    expect(batches).toEqual([['aa', 'bb']]);
  } finally {
    vi.useRealTimers();
  }
});

test('what comes while a write is under way is kept for the next one', async () => {
  const { writer, batches } = collecting();
  writer.push('a');
  const drained = writer.drain();
  writer.push('b');
  await drained;
  await writer.drain();
  expect(batches.flat()).toEqual(['a', 'b']);
});

test('a write that fails is tried again with the same items', async () => {
  vi.useFakeTimers();
  try {
    const { writer, batches, retries } = collecting({ fail: (attempt) => attempt < 3 && new Error('down') });
    writer.push('a');
    const drained = writer.drain();
    await vi.advanceTimersByTimeAsync(2000);
    await drained;
    expect(batches).toEqual([['a']]);
    expect(retries).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a write that never goes through is given up and told', async () => {
  vi.useFakeTimers();
  try {
    const { writer, retries } = collecting({ fail: () => new Error('no such column') });
    writer.push('a');
    const drained = writer.drain().catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await drained).toBe('no such column');
    expect(retries).toHaveLength(19);
  } finally {
    vi.useRealTimers();
  }
});

test('a lost lease ends the writer without another try', async () => {
  const { writer, batches, retries } = collecting({ fail: () => new AppError('lease_lost', 'lost') });
  writer.push('a');
  await writer.drain();
  writer.push('b');
  await writer.drain();
  expect(batches).toEqual([]);
  expect(retries).toEqual([]);
});

test('an abort ends the waiting for a database that is down', async () => {
  const { writer, abort } = collecting({ fail: () => new Error('down') });
  writer.push('a');
  const drained = writer.drain();
  abort.abort();
  await drained;
});

test('a writer is full until less than half of the bound is left to be written', async () => {
  vi.useFakeTimers();
  try {
    const { writer, batches } = collecting({ weightHigh: 10, fail: (attempt) => attempt < 3 && new Error('down') });
    writer.push('12345');
    expect(writer.isFull).toBe(false);
    await writer.room();
    await vi.advanceTimersByTimeAsync(60);
    writer.push('67890');
    expect(writer.isFull).toBe(true);
    let hasRoom = false;
    void writer.room().then(() => {
      hasRoom = true;
    });
    await vi.advanceTimersByTimeAsync(900);
    expect(hasRoom).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(hasRoom).toBe(true);
    expect(batches).toEqual([['12345'], ['67890']]);
  } finally {
    vi.useRealTimers();
  }
});

test('nobody waits for the room of a writer that has ended', async () => {
  const { writer, abort } = collecting({ weightHigh: 1, fail: () => new Error('down') });
  writer.push('a');
  const room = writer.room();
  abort.abort();
  await room;
  writer.push('b');
  expect(writer.isFull).toBe(false);
});
