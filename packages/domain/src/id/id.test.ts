import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idSchema, makeId } from './id.ts';

const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('ids satisfy their schema and sort by time', () => {
  fc.assert(
    fc.property(random, random, fc.nat(), fc.integer({ min: 1, max: 10_000 }), (first, second, time, later) => {
      const earlierId = makeId('run', new Date(time), first);
      const laterId = makeId('run', new Date(time + later), second);
      expect(idSchema('run').parse(earlierId)).toBe(earlierId);
      expect(earlierId < laterId).toBe(true);
    }),
  );
});

test('an id of another kind is refused', () => {
  expect(idSchema('stack').safeParse(makeId('run', new Date(), new Uint8Array(16))).success).toBe(false);
});
