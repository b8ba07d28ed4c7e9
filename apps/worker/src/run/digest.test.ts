import type { LayerPlan, RunRestore } from '@flowport/domain';
import { presets } from '@flowport/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonicalJson.ts';
import { type DigestInput, runDigest } from './digest.ts';
import { emptyPlan } from './planBasis.ts';

const plan: LayerPlan = {
  ...emptyPlan('foundation'),
  changes: [
    {
      address: 'aws_vpc.main',
      type: 'aws_vpc',
      name: 'main',
      provider: 'aws',
      action: 'create',
      importId: null,
      reason: null,
      marks: ['network'],
      attributes: [],
    },
  ],
};

const input: DigestInput = {
  kind: 'provision',
  data: null,
  release: null,
  blueprint: { id: 'metaflow-eks', version: '1.0.0' },
  parameters: presets.small.parameters,
  layers: [
    {
      layer: 'foundation',
      configuration: '{"resource":{}}',
      lockFile: 'provider "aws" {}',
      plan,
      planFileSha256: 'aa',
      state: { lineage: 'l', serial: 1 },
      isDone: false,
    },
  ],
};
const restore: RunRestore = {
  layer: 'foundation',
  versionId: 'v1',
  serial: 3,
  lineage: 'l',
  planned: {
    seen: { lineage: 'l', serial: 9 },
    sha256: 'aa',
    entries: [{ address: 'aws_vpc.main', fate: 'returns' }],
  },
};

const [layer] = input.layers;
const withLayer = (change: object): DigestInput => ({
  ...input,
  layers: [{ ...layer, ...change } as typeof layer & {}],
});

test('the same facts have the same digest', () => {
  expect(runDigest(structuredClone(input))).toBe(runDigest(input));
  expect(runDigest(input)).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, DigestInput]>([
  ['the kind', { ...input, kind: 'update' }],
  ['what becomes of the data', { ...input, data: 'purge' }],
  ['what releases the protection', { ...input, release: '{}' }],
  ['the blueprint version', { ...input, blueprint: { id: 'metaflow-eks', version: '1.0.1' } }],
  ['a parameter', { ...input, parameters: { ...presets.small.parameters, tags: { a: 'b' } } }],
  ['one byte of a layer', withLayer({ configuration: '{"resource":{} }' })],
  ['the lock file', withLayer({ lockFile: 'provider "aws" { }' })],
  ['a missing lock file', withLayer({ lockFile: null })],
  ['what the plan shows', withLayer({ plan: emptyPlan('foundation') })],
  ['what is released first', withLayer({ plan: { ...plan, release: plan.changes } })],
  ['the saved plan', withLayer({ planFileSha256: 'ab' })],
  ['the serial of the state', withLayer({ state: { lineage: 'l', serial: 2 } })],
  ['the lineage of the state', withLayer({ state: { lineage: 'm', serial: 1 } })],
  ['a state that came into being', withLayer({ state: null })],
  ['what is done', withLayer({ isDone: true })],
  ['a layer less', { ...input, layers: [] }],
  ['an older state that is gone back to', { ...input, restore }],
])('another digest comes of %s', (_what, changed) => {
  expect(runDigest(changed)).not.toBe(runDigest(input));
});

test.each<[string, object, object]>([
  ['the version', { versionId: 'v2' }, {}],
  ['the present state that was seen', {}, { seen: { lineage: 'l', serial: 10 } }],
  ['the bytes that are written', {}, { sha256: 'ab' }],
  ['what becomes of an entry', {}, { entries: [] }],
])('going back is bound to %s', (_what, change, planned) => {
  const other = { ...restore, ...change, planned: restore.planned && { ...restore.planned, ...planned } };
  expect(runDigest({ ...input, restore: other })).not.toBe(runDigest({ ...input, restore }));
});

test('canonical JSON does not depend on the order of keys', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, shuffled(member)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
