import { expect, test } from 'vitest';
import { expiryWarningAt } from './expiry.ts';

const since = new Date('2026-11-24T12:00:00Z');
const after = (hours: number) => new Date(since.getTime() + hours * 3_600_000);

test.each([
  [168, 144],
  [48, 24],
  [24, 12],
  [1, 0.5],
])('of a plan that may wait %i hours the team is told after %d', (hours, warned) => {
  expect(expiryWarningAt({ since, expiresAt: after(hours) })).toEqual(after(warned));
});
