import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionName, sessionTags } from './stsText.ts';

test('a session name that fits is left as it is', () => {
  expect(sessionName('flowport-run_01abc')).toBe('flowport-run_01abc');
});

test('any text becomes a session name that STS accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(sessionName(text)).toMatch(/^[A-Za-z0-9_+=,.@-]{2,64}$/);
    }),
  );
});

test('any tags become tags that STS accepts', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 400 })), (tags) => {
      for (const tag of sessionTags(tags)) {
        expect(tag.Key).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
        expect(tag.Value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
      }
    }),
  );
});

test('letters of any script stay, signs and emoji are replaced', () => {
  expect(sessionTags({ 'flowport:team': 'Prognose & Größe 🚀' })).toEqual([
    { Key: 'flowport:team', Value: 'Prognose _ Größe _' },
  ]);
});

test('an empty value is no tag', () => {
  expect(sessionTags({ 'flowport:team': '' })).toEqual([]);
});
