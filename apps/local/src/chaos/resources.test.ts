import { expect, test } from 'vitest';
import type { Operation } from './cloud.ts';
import { compare, duplicatesOf, knownResources, liveResources, operationsOf, staleVersions } from './resources.ts';

let second = 0;
const place = { account: '1', scope: 'us-west-2' };
const create = (id: string, wish: string, more: Partial<Operation> = {}): Operation => ({
  at: new Date(Date.UTC(2030, 0, 1, 0, 0, second++)).toISOString(),
  ...place,
  type: 'aws_vpc',
  id,
  operation: 'create',
  terraformId: id,
  wish,
  tags: { 'flowport:stack': 'fraud' },
  ...more,
});
const remove = (id: string): Operation => create(id, '', { operation: 'delete' });
const object = (id: string, type = 'aws_vpc') => ({ ...place, type, id });

test('what was made and is in no state is an orphan, and what a state has and nobody else is missing', () => {
  const operations = [create('vpc-1', 'a'), create('vpc-2', 'b'), create('vpc-3', 'c'), remove('vpc-3')];
  const live = liveResources(operations, [object('vpc-1'), object('vpc-2')]);
  const state = {
    version: 4 as const,
    serial: 1,
    lineage: 'x',
    outputs: {},
    resources: [
      {
        mode: 'managed' as const,
        type: 'aws_vpc',
        name: 'main',
        provider: 'p',
        instances: [{ attributes: { id: 'vpc-1' } }, { deposed: 'd', attributes: { id: 'vpc-9' } }],
      },
      {
        mode: 'managed' as const,
        type: 'random_pet',
        name: 'p',
        provider: 'p',
        instances: [{ attributes: { id: 'cat' } }],
      },
    ],
  };
  expect(compare(live, knownResources([state]), new Set(['aws_vpc']))).toEqual({
    orphans: [{ type: 'aws_vpc', id: 'vpc-2' }],
    missing: [{ type: 'aws_vpc', id: 'vpc-9' }],
  });
});

test('what is in a cluster of the stack is the stack’s', () => {
  const cluster = create('one', 'k', { type: 'aws_eks_cluster', endpoint: 'https://one' });
  const inside = create('ns', 'n', { type: 'kubernetes_namespace_v1', tags: {}, host: 'https://one' });
  const elsewhere = create('ns', 'n', { type: 'kubernetes_namespace_v1', tags: {}, host: 'https://two' });
  expect(operationsOf('fraud', [cluster, inside, elsewhere])).toEqual([cluster, inside]);
});

test('the same wish twice is a duplicate, unless the first was taken away and the second approved', () => {
  const first = create('vpc-1', 'w');
  const again = create('vpc-2', 'w');
  expect(duplicatesOf([first, again], { since: first.at, approvals: 2 })).toEqual([again]);
  const removed = remove('vpc-2');
  const third = create('vpc-3', 'w');
  expect(duplicatesOf([again, removed, third], { since: again.at, approvals: 1 })).toEqual([third]);
  expect(duplicatesOf([again, removed, third], { since: again.at, approvals: 2 })).toEqual([]);
  expect(duplicatesOf([again, removed, third], { since: third.at, approvals: 1 })).toEqual([]);
});

test('two wishes that differ are two things', () => {
  const first = create('a', 'one');
  expect(duplicatesOf([first, create('b', 'two')], { since: first.at, approvals: 1 })).toEqual([]);
});

test('a state that goes on from an older one than the last is a stale write', () => {
  const version = (versionId: string, lineage: string, serial: number) => ({ versionId, state: { lineage, serial } });
  const removed = { versionId: 'gone', state: null };
  const [one, two, three] = [version('1', 'a', 1), version('2', 'a', 2), version('3', 'a', 3)];
  expect(staleVersions([one, two, three, removed, version('4', 'b', 1)])).toEqual([]);
  const late = version('late', 'a', 2);
  expect(staleVersions([one, two, three, late])).toEqual([late]);
  const other = version('other', 'b', 9);
  expect(staleVersions([one, two, other])).toEqual([other]);
});
