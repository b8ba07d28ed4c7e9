import { expect, test } from 'vitest';
import { lifetimeChoices, lifetimeHoursOf, lifetimeWords } from './lifetimeChoices.ts';

const policy = { lifetimeDefaultHours: 72, lifetimeMaxHours: 168 };
const open = { lifetimeDefaultHours: null, lifetimeMaxHours: null };

test('what goes beyond the limit says that it has to be approved', () => {
  const labels = lifetimeChoices(policy).map(({ label }) => label);
  expect(labels[0]).toBe('As the target has it: 3 days');
  expect(labels.filter((label) => label.endsWith('(to be approved)'))).toEqual([
    '14 days (to be approved)',
    '30 days (to be approved)',
    '90 days (to be approved)',
    '180 days (to be approved)',
    'No end (to be approved)',
  ]);
  expect(lifetimeChoices(open).some(({ label }) => label.includes('approved'))).toBe(false);
});

test('a choice is what the API takes, and reads as it was chosen', () => {
  expect(['', 'none', '24'].map(lifetimeHoursOf)).toEqual([undefined, null, 24]);
  expect(lifetimeWords('', { lifetimeDefaultHours: null, lifetimeMaxHours: 168 })).toBe('7 days');
  expect(lifetimeWords('', open)).toBe('no end');
  expect(lifetimeWords('none', policy)).toBe('no end');
  expect(lifetimeWords('24', policy)).toBe('24 hours');
});
