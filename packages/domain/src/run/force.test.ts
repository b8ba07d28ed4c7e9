import { expect, test } from 'vitest';
import { forceGraceSeconds, forceRefusal } from './force.ts';
import { runStatusSchema } from './run.ts';

const canceledAt = new Date('2026-11-24T12:00:00Z');
const canceling = { status: 'canceling', canceledAt, forcedAt: null } as const;
const after = (seconds: number, isAdmin = false) => ({
  now: new Date(canceledAt.getTime() + seconds * 1000),
  isAdmin,
});

test('people wait for the grace to end, admins do not', () => {
  expect(forceRefusal(canceling, after(forceGraceSeconds - 1))).toMatch(/in 1 s/);
  expect(forceRefusal(canceling, after(forceGraceSeconds))).toBeNull();
  expect(forceRefusal(canceling, after(0, true))).toBeNull();
});

test('a run is forced once', () => {
  expect(forceRefusal({ ...canceling, forcedAt: canceledAt }, after(60, true))).toMatch(/already/);
});

test.each(runStatusSchema.options.filter((status) => status !== 'canceling'))(
  'a run that is %s is not forced, by nobody',
  (status) => {
    expect(forceRefusal({ ...canceling, status }, after(3600, true))).toMatch(/Only a run/);
  },
);
