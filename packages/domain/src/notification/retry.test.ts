import { expect, test } from 'vitest';
import { nextAttemptAt } from './retry.ts';

const since = new Date('2026-11-24T12:00:00Z');

test('a delivery is tried again after ever longer pauses, and given up within a day', () => {
  const pauses: number[] = [];
  let now = since;
  for (let attempts = 1; ; attempts++) {
    const next = nextAttemptAt({ attempts, since, now });
    if (next === null) break;
    pauses.push((next.getTime() - now.getTime()) / 1000);
    now = next;
  }
  expect(pauses).toEqual([30, 120, 480, 1920, 7680, 21_600, 21_600, 21_600]);
  expect(now.getTime() - since.getTime()).toBeLessThanOrEqual(24 * 3_600_000);
});
