import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openAsides } from './asides.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function asides() {
  const failures: string[] = [];
  return { failures, asides: openAsides((error, doing) => failures.push(`${doing}: ${String(error)}`)) };
}

test('what is for show begins once it is watched', async () => {
  const { asides: open } = asides();
  let begun = false;
  open.whenWatched('showing', async () => {
    begun = true;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(begun).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toBe(true);
});

test('it begins once, and at the latest at the flush, which waits for it', async () => {
  const { asides: open } = asides();
  let times = 0;
  open.whenWatched('showing', async () => {
    await Promise.resolve();
    times += 1;
  });
  await open.flush();
  await vi.advanceTimersByTimeAsync(5000);
  expect(times).toBe(1);
});

test('what is dropped never begins', async () => {
  const { asides: open } = asides();
  let begun = false;
  open.whenWatched('showing', async () => {
    begun = true;
  });
  open.drop();
  await open.flush();
  await vi.advanceTimersByTimeAsync(5000);
  expect(begun).toBe(false);
});

test('a failure is told and harms nobody', async () => {
  const { asides: open, failures } = asides();
  open.beside('recording', Promise.reject(new Error('away')));
  await open.settled();
  expect(failures).toEqual(['recording: Error: away']);
});
