import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoredState } from './restoredState.ts';
import { instanceId, type StateDocument, stateDocumentSchema, stateEntries } from './stateDocument.ts';

function stateOf(serial: number, objects: Record<string, string | { id: string; note: string }>): StateDocument {
  return stateDocumentSchema.parse({
    version: 4,
    terraform_version: '1.11.4',
    serial,
    lineage: 'b7c0',
    outputs: { vpc: { value: `vpc of ${serial}`, type: 'string' } },
    check_results: null,
    resources: Object.entries(objects).map(([name, object]) => ({
      mode: 'managed',
      type: 'aws_vpc',
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [
        { schema_version: 1, attributes: typeof object === 'string' ? { id: object } : object, private: 'x' },
      ],
    })),
  });
}

const idsOf = (state: StateDocument) =>
  Object.fromEntries(stateEntries(state).map(({ key, instance }) => [key, instanceId(instance)]));

test('what the old version alone knows comes back, and what the present alone knows stays', () => {
  const { state, entries } = restoredState(
    stateOf(3, { old: 'vpc-1', both: 'vpc-2' }),
    stateOf(9, { both: 'vpc-2', new: 'vpc-3' }),
  );
  expect(idsOf(state)).toEqual({ 'aws_vpc.both': 'vpc-2', 'aws_vpc.new': 'vpc-3', 'aws_vpc.old': 'vpc-1' });
  expect(entries).toEqual([
    { address: 'aws_vpc.new', fate: 'stays' },
    { address: 'aws_vpc.old', fate: 'returns' },
  ]);
});

test('the lineage stays, the serial is one above the present one, and outputs that exist stay', () => {
  const { state } = restoredState(stateOf(3, {}), stateOf(9, {}));
  expect(state).toMatchObject({ lineage: 'b7c0', serial: 10, outputs: { vpc: { value: 'vpc of 9' } } });
  expect(state.check_results).toBeNull();
});

test('an object that both know is as the old version has it', () => {
  const { state, entries } = restoredState(
    stateOf(3, { one: { id: 'vpc-1', note: 'then' } }),
    stateOf(9, { one: { id: 'vpc-1', note: 'now' } }),
  );
  expect(stateEntries(state)[0]?.instance.attributes).toEqual({ id: 'vpc-1', note: 'then' });
  expect(entries).toEqual([{ address: 'aws_vpc.one', fate: 'reverts' }]);
});

test('an object that was replaced since is not forgotten for the one that is gone', () => {
  const { state, entries } = restoredState(stateOf(3, { one: 'vpc-1' }), stateOf(9, { one: 'vpc-2' }));
  expect(idsOf(state)).toEqual({ 'aws_vpc.one': 'vpc-2' });
  expect(entries).toEqual([{ address: 'aws_vpc.one', fate: 'kept' }]);
});

test('an object that has moved to another address is not known twice', () => {
  const { state, entries } = restoredState(stateOf(3, { earlier: 'vpc-1' }), stateOf(9, { now: 'vpc-1' }));
  expect(idsOf(state)).toEqual({ 'aws_vpc.now': 'vpc-1' });
  expect(entries).toEqual([
    { address: 'aws_vpc.earlier', fate: 'moved' },
    { address: 'aws_vpc.now', fate: 'stays' },
  ]);
});

test('where there is no state any more, the old version comes back whole', () => {
  const old = stateOf(3, { one: 'vpc-1' });
  const { state, entries } = restoredState(old, undefined);
  expect(state).toEqual({ ...old, serial: 4 });
  expect(entries).toEqual([{ address: 'aws_vpc.one', fate: 'returns' }]);
});

test('going back to the present version changes no entry', () => {
  const present = stateOf(9, { one: 'vpc-1' });
  expect(restoredState(present, present).entries).toEqual([]);
});

const objects = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('vpc-1', 'vpc-2', 'vpc-3', 'vpc-4'));

test('whatever the two states are, no object that the present one knows is lost, and none is known twice anew', () => {
  fc.assert(
    fc.property(objects, objects, (then, now) => {
      const present = stateOf(9, now);
      const { state } = restoredState(stateOf(3, then), present);
      const ids = Object.values(idsOf(state));
      for (const id of Object.values(now)) expect(ids).toContain(id);
      for (const id of new Set(ids)) {
        const before = Math.max(countOf(Object.values(now), id), countOf(Object.values(then), id));
        expect(countOf(ids, id)).toBeLessThanOrEqual(Math.max(before, 1));
      }
    }),
  );
});

function countOf(values: readonly (string | null)[], wanted: string | null): number {
  return values.filter((value) => value === wanted).length;
}
