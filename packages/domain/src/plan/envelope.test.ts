import { expect, test } from 'vitest';
import { outsideEnvelope } from './envelope.ts';
import { addCounts, countChanges, type LayerPlan, type PlanAction, type PlanChange, planCountsSchema } from './plan.ts';

const change = (address: string, action: PlanAction): PlanChange => ({
  address,
  action,
  type: 'aws_vpc',
  name: 'x',
  provider: 'aws',
  importId: null,
  reason: null,
  marks: [],
  attributes: [],
});
const approved = (changes: PlanChange[]): LayerPlan => ({
  layer: 'cluster',
  basis: 'envelope',
  counts: countChanges(changes),
  changes,
  drift: [],
  release: [],
  outputsChanged: [],
});

test('creates of listed addresses are inside, whatever is unchanged or only read does not count', () => {
  const plan = [change('a', 'create'), change('data.b', 'read'), change('c', 'unchanged')];
  expect(outsideEnvelope(approved([change('a', 'create'), change('d', 'create')]), plan)).toEqual([]);
});

test.each<PlanAction>(['update', 'replace', 'delete'])('a listed address that would %s is outside', (action) => {
  expect(outsideEnvelope(approved([change('a', 'create')]), [change('a', action)])).toEqual([
    { address: 'a', action, allowed: 'create' },
  ]);
});

test('an address that nobody saw is outside', () => {
  expect(outsideEnvelope(approved([]), [change('b', 'create')])).toEqual([
    { address: 'b', action: 'create', allowed: 'nothing at this address' },
  ]);
});

test('what this run has created may be updated to become what was approved, and no more', () => {
  const created = new Set(['a', 'b']);
  const approve = approved([change('a', 'create')]);
  expect(outsideEnvelope(approve, [change('a', 'update')], created)).toEqual([]);
  expect(outsideEnvelope(approve, [change('a', 'replace')], created)).toHaveLength(1);
  expect(outsideEnvelope(approve, [change('a', 'delete')], created)).toHaveLength(1);
  expect(outsideEnvelope(approve, [change('b', 'update')], created)).toHaveLength(1);
  expect(outsideEnvelope(approved([change('a', 'delete')]), [change('a', 'update')], created)).toHaveLength(1);
});

test('an approved delete stays a delete', () => {
  expect(outsideEnvelope(approved([change('a', 'delete')]), [change('a', 'delete')])).toEqual([]);
});

test('what was to be forgotten must not be deleted, nor the other way round', () => {
  expect(outsideEnvelope(approved([change('a', 'forget')]), [change('a', 'forget')])).toEqual([]);
  expect(outsideEnvelope(approved([change('a', 'forget')]), [change('a', 'delete')])).toHaveLength(1);
  expect(outsideEnvelope(approved([change('a', 'delete')]), [change('a', 'forget')])).toHaveLength(1);
});

test('counts of an earlier time know nothing of what is forgotten', () => {
  expect(planCountsSchema.parse({ create: 1, update: 0, replace: 0, delete: 0, unchanged: 0 }).forget).toBe(0);
});

test('counts add up and leave reads out', () => {
  const counts = countChanges([change('a', 'create'), change('b', 'read'), change('c', 'delete')]);
  expect(addCounts([counts, counts])).toEqual({ create: 2, update: 0, replace: 0, delete: 2, forget: 0, unchanged: 0 });
});
