import { attributeChangeSchema } from '@flowport/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributeChanges } from './attributeChanges.ts';
import type { Json } from './json.ts';
import type { RawChange } from './planJson.ts';

const change = (fields: Partial<RawChange>): RawChange => ({ actions: ['update'], ...fields });
const plain = { sensitive: false, unknown: false, forcesReplacement: false };

test('nested values are told one by one, with the path to each', () => {
  expect(
    attributeChanges(
      change({
        before: { name: 'a', tags: { Name: 'x', 'app/team': 'old' }, rules: [{ port: 1 }, { port: 2 }] },
        after: { name: 'a', tags: { Name: 'x', 'app/team': 'new' }, rules: [{ port: 1 }, { port: 3 }] },
      }),
    ),
  ).toEqual([
    { path: 'rules[1].port', before: 2, after: 3, ...plain },
    { path: 'tags["app/team"]', before: 'old', after: 'new', ...plain },
  ]);
});

test('a rule that is put into a set of rules is one addition', () => {
  const rule = (port: number) => ({ from_port: port, protocol: 'tcp' });
  expect(
    attributeChanges(
      change({ before: { ingress: [rule(80), rule(443)] }, after: { ingress: [rule(22), rule(80), rule(443)] } }),
    ),
  ).toEqual([
    { path: 'ingress[0].from_port', after: 22, ...plain },
    { path: 'ingress[0].protocol', after: 'tcp', ...plain },
  ]);
});

test('a new resource shows what it is given, a deleted one what it has; null is nothing', () => {
  const attributes = { cidr: '10.0.0.0/16', zones: ['a', 'b'], ipv6: null, tags: {}, list: [] };
  expect(
    attributeChanges(change({ actions: ['create'], before: null, after: attributes, after_unknown: { id: true } })),
  ).toEqual([
    { path: 'cidr', after: '10.0.0.0/16', ...plain },
    { path: 'id', ...plain, unknown: true },
    { path: 'zones', after: ['a', 'b'], ...plain },
  ]);
  expect(attributeChanges(change({ actions: ['delete'], before: attributes, after: null }))).toEqual([
    { path: 'cidr', before: '10.0.0.0/16', ...plain },
    { path: 'zones', before: ['a', 'b'], ...plain },
  ]);
});

test('a policy stays the string that it is', () => {
  const [before, after] = ['{"Statement":[]}', '{"Statement":[{"Effect":"Allow"}]}'];
  expect(attributeChanges(change({ before: { policy: before }, after: { policy: after } }))).toEqual([
    { path: 'policy', before, after, ...plain },
  ]);
});

test('what is known after the apply keeps its value before', () => {
  expect(attributeChanges(change({ before: { arn: 'a' }, after: {}, after_unknown: { arn: true } }))).toEqual([
    { path: 'arn', before: 'a', ...plain, unknown: true },
  ]);
});

test('an element of a list may be unknown as a whole', () => {
  expect(
    attributeChanges(
      change({ before: { ids: ['a'] }, after: { ids: ['a', null] }, after_unknown: { ids: [false, true] } }),
    ),
  ).toEqual([{ path: 'ids[1]', ...plain, unknown: true }]);
});

test('the attribute that forces the replacement is marked, and what lies below it', () => {
  expect(
    attributeChanges(
      change({
        actions: ['delete', 'create'],
        before: { a: { b: 1 }, c: 1 },
        after: { a: { b: 2 }, c: 2 },
        replace_paths: [['a']],
      }),
    ).map(({ path, forcesReplacement }) => ({ path, forcesReplacement })),
  ).toEqual([
    { path: 'a.b', forcesReplacement: true },
    { path: 'c', forcesReplacement: false },
  ]);
});

test('a sensitive value is left out on both sides, whichever side is marked', () => {
  for (const marks of [{ before_sensitive: { p: true } }, { after_sensitive: { p: true } }]) {
    expect(
      attributeChanges(change({ before: { p: 'first-secret' }, after: { p: 'second-secret' }, ...marks })),
    ).toEqual([{ path: 'p', ...plain, sensitive: true }]);
  }
});

test('a sensitive value that stays is no change, one that is no longer marked is', () => {
  const same = { before: { p: 'the-secret' }, after: { p: 'the-secret' }, before_sensitive: { p: true } };
  expect(attributeChanges(change({ ...same, after_sensitive: { p: true } }))).toEqual([]);
  expect(attributeChanges(change({ ...same, after_sensitive: {} }))).toEqual([
    { path: 'p', ...plain, sensitive: true },
  ]);
});

test('a secret inside an unknown or replaced structure hides the whole of it', () => {
  const before = { conf: { user: 'u', password: 'the-secret' } };
  const marks = { before_sensitive: { conf: { password: true } } };
  for (const after of [{ after: {}, after_unknown: { conf: true } }, { after: { conf: 'text' } }]) {
    expect(JSON.stringify(attributeChanges(change({ before, ...marks, ...after })))).not.toContain('the-secret');
  }
});

test('a copy of a secret in an attribute without a mark is hidden too', () => {
  const changes = attributeChanges(
    change({
      before: { input: 'the-secret', output: 'is the-secret' },
      after: { input: 'x' },
      before_sensitive: { input: true },
    }),
  );
  expect(changes).toContainEqual({ path: 'output', ...plain, sensitive: true });
  expect(JSON.stringify(changes)).not.toContain('the-secret');
});

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

test('no value makes it throw, and all that it says has the shape of the domain', () => {
  fc.assert(
    fc.property(json, json, json, json, json, (before, after, after_unknown, before_sensitive, after_sensitive) => {
      for (const found of attributeChanges(
        change({ before, after, after_unknown, before_sensitive, after_sensitive }),
      )) {
        attributeChangeSchema.parse(found);
      }
    }),
  );
});

test('equal values without marks have no differences', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(attributeChanges(change({ before: value, after: structuredClone(value) }))).toEqual([]);
    }),
  );
});

test('a difference is always told', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const found = attributeChanges(change({ before: { v: before }, after: { v: after } }));
      if (found.length === 0) expect(withoutNothing(before)).toEqual(withoutNothing(after));
    }),
  );
});

/** Null, and what holds nothing but null, counts as absent. */
function withoutNothing(value: Json): Json {
  if (Array.isArray(value)) {
    const kept = value.map(withoutNothing);
    return kept.every((element) => element === null) ? null : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).map(([key, part]) => [key, withoutNothing(part)] as const);
  const present = kept.filter(([, part]) => part !== null).sort(([a], [b]) => (a < b ? -1 : 1));
  return present.length === 0 ? null : Object.fromEntries(present);
}

test('a marked secret is nowhere in the result, wherever it is and whatever it changes to', () => {
  const secret = 'S3CRET-S3CRET';
  const withSecret = fc
    .tuple(json, fc.array(fc.oneof(fc.constantFrom('a', 'b'), fc.nat(2)), { maxLength: 4 }))
    .map(([other, path]) => hide(other, path, secret));
  const either = fc.oneof(
    withSecret,
    json.map((value) => ({ value, marks: false as Json })),
  );
  fc.assert(
    fc.property(either, either, json, (before, after, after_unknown) => {
      const found = attributeChanges(
        change({
          before: before.value,
          before_sensitive: before.marks,
          after: after.value,
          after_sensitive: after.marks,
          after_unknown,
        }),
      );
      expect(JSON.stringify(found)).not.toContain(secret);
    }),
  );
});

/** Builds a value that holds the secret at the path, beside some other value, and the marks that say so. */
function hide(other: Json, path: readonly (string | number)[], secret: string): { value: Json; marks: Json } {
  const [step, ...rest] = path;
  if (step === undefined) return { value: secret, marks: true };
  const inner = hide(other, rest, secret);
  if (typeof step === 'string') {
    return { value: { [step]: inner.value, other }, marks: { [step]: inner.marks, other: false } };
  }
  const place = (filler: Json, element: Json) => [...Array.from({ length: step }, () => filler), element, filler];
  return { value: place(other, inner.value), marks: place(false, inner.marks) };
}
