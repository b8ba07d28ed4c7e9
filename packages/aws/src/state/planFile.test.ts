import { expect, test } from 'vitest';
import { openPlan, sealPlan } from './planFile.ts';

const secret = Buffer.alloc(32, 7);
const plan = Buffer.from('PK the plan with a password in it');
const place = 'metaflow/fraud/.plans/run_1/foundation.tfplan';

test('a plan comes back as it was', () => {
  expect(openPlan(secret, place, sealPlan(secret, place, plan))).toEqual(plan);
});

test('nothing of the plan can be read in the file', () => {
  expect(sealPlan(secret, place, plan).includes('password')).toBe(false);
});

test('the same plan never makes the same file', () => {
  expect(sealPlan(secret, place, plan)).not.toEqual(sealPlan(secret, place, plan));
});

test('a plan moved to another layer does not open', () => {
  const sealed = sealPlan(secret, place, plan);
  expect(() => openPlan(secret, place.replace('foundation', 'cluster'), sealed)).toThrow('cannot be opened');
});

test('a plan sealed with another secret does not open', () => {
  const sealed = sealPlan(Buffer.alloc(32, 8), place, plan);
  expect(() => openPlan(secret, place, sealed)).toThrow('FLOWPORT_SECRET');
});

test('an altered plan does not open, wherever the change is', () => {
  const sealed = sealPlan(secret, place, plan);
  for (let at = 0; at < sealed.length; at++) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => openPlan(secret, place, altered)).toThrow();
  }
});

test.each([0, 3, 31])('a file of %i bytes is refused', (bytes) => {
  expect(() => openPlan(secret, place, Buffer.alloc(bytes))).toThrow('not a plan file');
});
