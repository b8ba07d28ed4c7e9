import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttributeChange, PlanChange } from '../plan/plan.ts';
import { driftSubject } from './fingerprint.ts';

const attribute = fc.record({
  path: fc.stringMatching(/^[a-z]{1,6}(\[\d\])?$/),
  before: fc.jsonValue(),
  after: fc.jsonValue(),
  sensitive: fc.boolean(),
  unknown: fc.constant(false),
  forcesReplacement: fc.constant(false),
}) as fc.Arbitrary<AttributeChange>;
const attributes = fc.uniqueArray(attribute, { selector: ({ path }) => path, minLength: 1, maxLength: 5 });

const change = (given: AttributeChange[], more: Partial<PlanChange> = {}): PlanChange => ({
  address: 'aws_vpc.main',
  type: 'aws_vpc',
  name: 'main',
  provider: 'aws',
  action: 'update',
  importId: null,
  reason: null,
  marks: [],
  attributes: given,
  ...more,
});
const subject = (given: AttributeChange[]) => driftSubject('foundation', change(given));

test('the order of attributes and of keys tells nothing', () => {
  fc.assert(
    fc.property(attributes, (given) => {
      const turned = [...given].reverse().map((one) => ({ ...one, before: turn(one.before), after: turn(one.after) }));
      expect(subject(turned)).toBe(subject(given));
    }),
  );
});

test('another value, attribute, layer or address is another change', () => {
  fc.assert(
    fc.property(attributes, fc.string(), (given, text) => {
      const [first, ...rest] = given;
      if (!first) return;
      const other = { ...first, sensitive: false, after: { other: text } };
      const known = { ...first, sensitive: false, after: 'known' };
      expect(subject([other, ...rest])).not.toBe(subject([known, ...rest]));
      expect(subject(rest)).not.toBe(subject(given));
      expect(driftSubject('cluster', change(given))).not.toBe(subject(given));
      expect(driftSubject('foundation', change(given, { address: 'aws_vpc.other' }))).not.toBe(subject(given));
    }),
  );
});

test('a secret is in no fingerprint, and a deletion is one whatever the resource had', () => {
  const secret = { path: 'password', sensitive: true, unknown: false, forcesReplacement: false, after: 'hunter2' };
  expect(subject([secret])).not.toContain('hunter2');
  const gone = (given: AttributeChange[]) => driftSubject('foundation', change(given, { action: 'delete' }));
  expect(gone([secret])).toBe(gone([]));
  expect(gone([])).not.toBe(subject([]));
});

function turn(value: unknown): AttributeChange['before'] {
  if (Array.isArray(value)) return value.map((one) => turn(one) ?? null);
  if (typeof value !== 'object' || value === null) return value as AttributeChange['before'];
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, turn(inner) ?? null]));
}
