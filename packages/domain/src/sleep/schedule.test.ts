import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAwakeBySchedule, nextSleepMoments, type SleepSchedule, sleepScheduleSchema } from './schedule.ts';

const office: SleepSchedule = { weekdays: [1, 2, 3, 4, 5], from: '07:00', to: '19:00', timeZone: 'Europe/Berlin' };
const at = (text: string) => new Date(text);
const moments = (schedule: SleepSchedule, now: string) =>
  nextSleepMoments(schedule, at(now)).map(({ at, does }) => `${does} ${at.toISOString()}`);

test('what it does next, the sooner first', () => {
  // A Tuesday, at 13:00 in Berlin.
  expect(moments(office, '2026-11-24T12:00:00Z')).toEqual([
    'sleep 2026-11-24T18:00:00.000Z',
    'wake 2026-11-25T06:00:00.000Z',
  ]);
});

test('from Friday evening on it sleeps through the weekend', () => {
  expect(moments(office, '2026-11-27T18:00:00Z')).toEqual([
    'wake 2026-11-30T06:00:00.000Z',
    'sleep 2026-11-30T18:00:00.000Z',
  ]);
  expect(isAwakeBySchedule(office, at('2026-11-28T12:00:00Z'))).toBe(false);
});

test('at the very moment it is done, and the next one is the one after', () => {
  expect(isAwakeBySchedule(office, at('2026-11-24T06:00:00Z'))).toBe(true);
  expect(isAwakeBySchedule(office, at('2026-11-24T05:59:59Z'))).toBe(false);
  expect(isAwakeBySchedule(office, at('2026-11-24T18:00:00Z'))).toBe(false);
});

describe('when clocks change', () => {
  test('the time of the day stays, and the time in UTC moves', () => {
    expect(moments(office, '2026-03-27T12:00:00Z')).toEqual([
      'sleep 2026-03-27T18:00:00.000Z',
      'wake 2026-03-30T05:00:00.000Z',
    ]);
    expect(moments(office, '2026-10-23T12:00:00Z')).toEqual([
      'sleep 2026-10-23T17:00:00.000Z',
      'wake 2026-10-26T06:00:00.000Z',
    ]);
  });

  test('a time that is skipped is the first one after the gap', () => {
    // In Berlin 02:00 to 03:00 did not exist on 2026-03-29.
    const night: SleepSchedule = { ...office, weekdays: [7], from: '02:30', to: '04:00' };
    expect(moments(night, '2026-03-28T12:00:00Z')).toEqual([
      'wake 2026-03-29T01:00:00.000Z',
      'sleep 2026-03-29T02:00:00.000Z',
    ]);
  });

  test('a time that comes twice counts once', () => {
    // In Berlin 02:00 to 03:00 came twice on 2026-10-25.
    const night: SleepSchedule = { ...office, weekdays: [7], from: '02:30', to: '04:00' };
    const [wake] = nextSleepMoments(night, at('2026-10-24T12:00:00Z'));
    expect(wake.at.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(moments(night, wake.at.toISOString())[0]).toBe('sleep 2026-10-25T03:00:00.000Z');
  });
});

test('whatever the schedule, the next moments lie ahead within a week and a clock change, one of each kind', () => {
  const time = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
    .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const schedules = fc
    .record({
      weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      times: fc.uniqueArray(time, { minLength: 2, maxLength: 2 }),
      timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'),
    })
    .map(({ weekdays, times, timeZone }) => {
      const [from = '', to = ''] = times.toSorted();
      return { weekdays, from, to, timeZone };
    });
  const days = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(schedules, days, (schedule, now) => {
      const [first, second] = nextSleepMoments(schedule, now);
      expect(new Set([first.does, second.does]).size).toBe(2);
      expect(first.at.getTime()).toBeGreaterThan(now.getTime());
      expect(second.at.getTime()).toBeLessThanOrEqual(now.getTime() + 8 * 24 * 3_600_000);
      expect(isAwakeBySchedule(schedule, new Date(first.at))).toBe(first.does === 'wake');
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['no day', { weekdays: [] }],
  ['a day twice', { weekdays: [1, 1] }],
  ['a day that is none', { weekdays: [0] }],
  ['an end before the beginning', { from: '19:00', to: '07:00' }],
  ['a time that is none', { from: '24:00' }],
  ['a time zone that is none', { timeZone: 'Europe/Atlantis' }],
])('refuses %s', (_, change) => {
  expect(sleepScheduleSchema.safeParse({ ...office, ...change }).success).toBe(false);
});
