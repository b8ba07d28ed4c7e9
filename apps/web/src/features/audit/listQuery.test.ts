import { expect, test } from 'vitest';
import { auditHref, auditListInput } from './listQuery.ts';

test('what is empty is left out, so that equal lists have equal keys', () => {
  expect(auditListInput({ search: '  ', before: '' })).toEqual({ limit: 50 });
  expect(auditListInput({ search: ' arno ', before: 'aud_1' })).toEqual({ search: 'arno', cursor: 'aud_1', limit: 50 });
});

test('a search is cut to what the API takes', () => {
  expect(auditListInput({ search: 'x'.repeat(500), before: '' }).search).toHaveLength(200);
});

test('older entries have an address that keeps the search, and the newest have the plain one', () => {
  expect(auditHref({ search: 'a&b', before: 'aud_1' })).toBe('/audit?search=a%26b&before=aud_1');
  expect(auditHref({ search: '', before: '' })).toBe('/audit');
});
