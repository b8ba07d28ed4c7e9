import { AppError } from '@flowport/domain';
import { expect, test, vi } from 'vitest';
import { batchWriter } from './batchWriter.ts';

function collecting(options: { weightMax?: number; fail?: (attempt: number) => unknown } = {}) {
  const batches: string[][] = [];
  const abort = new AbortController();
  let attempts = 0;
  const retries: unknown[] = [];
  const writer = batchWriter<string>({
    delayMilliseconds: 50,
    weight: (item) => item.length,
    weightMax: options.weightMax ?? 1000,
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
