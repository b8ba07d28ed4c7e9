import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueWarning, durationWords, isBeyondLimit, lifetimeOfRequest, warningMinutes } from './lifetime.ts';

const now = new Date('2026-11-24T12:00:00Z');
const after = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const bounds = (lifetimeDefaultHours: number | null, lifetimeMaxHours: number | null) => ({
  lifetimeDefaultHours,
  lifetimeMaxHours,
});

describe('the lifetime of a new stack', () => {
  test.each([
    ['nothing said, no default, no limit', undefined, bounds(null, null), null],
    ['nothing said: the default', undefined, bounds(72, 168), after(72)],
    ['nothing said, no default: the limit', undefined, bounds(null, 168), after(168)],
    ['a default beyond the limit: the limit', undefined, bounds(400, 168), after(168)],
    ['no end where there is no limit', null, bounds(72, null), null],
    ['what lies within the limit', 24, bounds(72, 168), after(24)],
    ['the limit itself', 168, bounds(72, 168), after(168)],
  ])('%s', (_, hours, policy, expiresAt) => {
    expect(lifetimeOfRequest(hours, policy, now)).toEqual({ expiresAt, wish: null });
  });

  test('what goes beyond the limit is a wish, and the limit holds meanwhile', () => {
    expect(lifetimeOfRequest(400, bounds(72, 168), now)).toEqual({
      expiresAt: after(168),
      wish: { expiresAt: after(400) },
    });
    expect(lifetimeOfRequest(null, bounds(72, 168), now)).toEqual({ expiresAt: after(168), wish: { expiresAt: null } });
  });

  test('never ends after the limit without somebody to grant it', () => {
    const hours = fc.option(fc.integer({ min: 1, max: 8760 }));
    fc.assert(
      fc.property(
        fc.option(hours, { nil: undefined }),
        hours,
        fc.integer({ min: 1, max: 8760 }),
        (asked, usual, max) => {
          const { expiresAt } = lifetimeOfRequest(asked, bounds(usual, max), now);
          expect(isBeyondLimit(expiresAt, bounds(usual, max), now)).toBe(false);
        },
      ),
    );
  });
});

describe('a warning', () => {
  const expiresAt = after(100);
  const due = (hoursBefore: number, since = now) =>
    dueWarning({ since, expiresAt, now: new Date(expiresAt.getTime() - hoursBefore * 3_600_000) });

  test('comes two days, two hours and half an hour ahead', () => {
    expect([49, 48, 3, 2, 0.6, 0.5, 0.01].map((hours) => due(hours))).toEqual([
      undefined,
      2880,
      2880,
      120,
      120,
      30,
      30,
    ]);
  });

  test('is the most urgent alone, and none once it is over', () => {
    expect(due(0.2)).toBe(30);
    expect(due(0)).toBeUndefined();
    expect(due(-5)).toBeUndefined();
  });

  test('that would have come before the stack was asked for never comes', () => {
    expect(due(10, after(90))).toBeUndefined();
    expect(due(1.9, after(90))).toBe(120);
  });

  test('of each kind comes at most once on the way to the end, in the order of urgency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 120 }), (lifetime, stepMinutes) => {
        const end = after(lifetime);
        const seen: number[] = [];
        for (let at = now.getTime(); at < end.getTime(); at += stepMinutes * 60_000) {
          const minutes = dueWarning({ since: now, expiresAt: end, now: new Date(at) });
          if (minutes !== undefined && minutes !== seen.at(-1)) seen.push(minutes);
        }
        expect(seen).toEqual(warningMinutes.filter((minutes) => seen.includes(minutes)));
      }),
    );
  });
});

test.each([
  [30 * 60_000, '30 minutes'],
  [60_000, '1 minute'],
  [1, '1 minute'],
  [2 * 3_600_000, '2 hours'],
  [119 * 60_000, '2 hours'],
  [48 * 3_600_000, '2 days'],
  [47 * 3_600_000, '47 hours'],
])('%i milliseconds are %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});
