import { expect, test } from 'vitest';
import { scheduleWords } from './scheduleWords.ts';

const times = { from: '07:00', to: '19:00', timeZone: 'Europe/Berlin' };

test.each([
  [[1, 2, 3, 4, 5], 'Monday to Friday'],
  [[5, 4, 3, 2, 1], 'Monday to Friday'],
  [[1, 2, 3, 4, 5, 6, 7], 'every day'],
  [[6, 7], 'Saturday and Sunday'],
  [[1, 3, 5], 'Monday, Wednesday and Friday'],
  [[2], 'Tuesday'],
])('%j is %s', (weekdays, words) => {
  expect(scheduleWords({ ...times, weekdays })).toBe(`Awake ${words}, 07:00 to 19:00 (Europe/Berlin)`);
});
