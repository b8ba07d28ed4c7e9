import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFinal, runKindSchema, runStatusSchema } from '../run/run.ts';
import { stackStatusSchema } from '../stack/status.ts';
import { driftDelayHours, driftStatuses, firstDriftAt, latestDriftAt, nextDriftAt, spread } from './schedule.ts';
import { stackStatusByDrift } from './status.ts';

const now = new Date('2026-11-24T12:00:00Z');
const chance = fc.double({ min: 0, max: 1, noNaN: true });
const hours = fc.integer({ min: 1, max: 8760 });
const hoursFrom = (date: Date) => (date.getTime() - now.getTime()) / 3_600_000;

test('the next look is one interval away, give or take a tenth, and never later than the latest', () => {
  fc.assert(
    fc.property(hours, chance, (every, random) => {
      const next = nextDriftAt(now, every, random);
      expect(Math.abs(hoursFrom(next) - every)).toBeLessThanOrEqual(every / 10 + 1e-3);
      expect(next.getTime()).toBeLessThanOrEqual(latestDriftAt(now, every).getTime());
      expect(hoursFrom(firstDriftAt(now, every, random))).toBeLessThanOrEqual(every);
    }),
  );
});

test('a thousand stacks are spread evenly: no tenth of the interval gets twice its share', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 1000; i++) {
    const tenth = Math.floor(spread(`stk_01m86ptpg0rc61a6fftj1mf${i}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.max(...tenths)).toBeLessThan(200);
  expect(Math.min(...tenths)).toBeGreaterThan(50);
});

test('the end of every run that found out how things are sets the next look; one that did nothing does not', () => {
  for (const kind of runKindSchema.options) {
    for (const status of runStatusSchema.options.filter((status) => !isFinal(status))) {
      expect(driftDelayHours(kind, status, 24)).toBeNull();
    }
    expect(driftDelayHours(kind, 'failed', 24)).toBe(24);
    expect(driftDelayHours(kind, 'expired', 24)).toBeNull();
  }
  expect(driftDelayHours('update', 'discarded', 24)).toBeNull();
  expect(driftDelayHours('drift', 'discarded', 24)).toBe(1);
  expect(driftDelayHours('drift', 'canceled', 1)).toBe(1);
});

test('only a stack that counts as well becomes drifted, and only a drifted one well again', () => {
  const after = (open: boolean) =>
    stackStatusSchema.options.filter((status) => stackStatusByDrift(status, open) !== status);
  expect(after(true)).toEqual(['ready']);
  expect(after(false)).toEqual(['drifted']);
  expect(driftStatuses).toContain('failed');
  expect(driftStatuses).not.toContain('destroyed');
});
