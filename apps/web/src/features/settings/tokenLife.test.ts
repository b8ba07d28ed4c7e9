import { expect, test } from 'vitest';
import { tokenLife } from './tokenLife.ts';

const now = new Date('2026-11-24T10:00:00Z');

test.each([
  ['2026-11-24T09:59:59Z', 'Expired'],
  ['2026-12-08T10:00:00Z', 'Expires soon'],
  [null, 'Never expires'],
])('%s is told as "%s"', (expiresAt, word) => {
  expect(tokenLife(expiresAt, now)?.word).toBe(word);
});

test('a token with weeks to live needs no word', () => {
  expect(tokenLife('2026-12-08T10:00:01Z', now)).toBeNull();
});
