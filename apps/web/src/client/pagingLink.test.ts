import { expect, test } from 'vitest';
import { withoutPaging } from './pagingLink.ts';

test('the direction of an infinite query is taken out', () => {
  expect(withoutPaging({ limit: 50, cursor: 'a', direction: 'forward' })).toEqual({ limit: 50, cursor: 'a' });
});

test('the direction of a sorted list stays', () => {
  expect(withoutPaging({ sort: 'cost', direction: 'asc' })).toEqual({ sort: 'cost', direction: 'asc' });
});

test('anything else stays as it is', () => {
  expect(withoutPaging(undefined)).toBeUndefined();
  expect(withoutPaging('x')).toBe('x');
});
