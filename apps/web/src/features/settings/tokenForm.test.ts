import { expect, test } from 'vitest';
import { checkToken, expiryOf } from './tokenForm.ts';

test('a filled form becomes the input of the API', () => {
  expect(checkToken({ name: ' nightly pipeline ', days: '30' })).toEqual({
    input: { name: 'nightly pipeline', expiresInDays: 30 },
    problems: {},
  });
});

test.each(['', 'soon', '1.5', 'NaN'])('"%s" is no number of days', (days) => {
  expect(checkToken({ name: 'x', days }).problems.days?.message).toMatch(/^Not a whole number of days/);
});

test.each([
  ['0', 'At least 1 day.'],
  ['366', 'At most 365 days.'],
])('%s days are outside the bounds', (days, message) => {
  expect(checkToken({ name: 'x', days }).problems.days?.message).toBe(message);
});

test('a token without a name is refused', () => {
  expect(checkToken({ name: '  ', days: '30' }).problems.name?.message).toBe('Give it a name.');
});

test('the expiry is counted from now', () => {
  expect(expiryOf(90, new Date('2026-11-24T10:00:00Z')).toISOString()).toBe('2027-02-22T10:00:00.000Z');
});
