import type { LayerPlan, PlanAction, PlanChange, RunPlan } from '@flowport/domain';
import { addCounts, countChanges } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { attributeSides, lineDiff, valueText } from './attributeText.ts';
import { partOf, typeTitle } from './parts.ts';
import { countFilters, countsInWords, filterPlan, reviewPlan } from './reviewPlan.ts';

function change(address: string, action: PlanAction, marks: PlanChange['marks'] = []): PlanChange {
  const [type = '', name = ''] = address.split('.');
  return { address, type, name, provider: 'aws', action, importId: null, reason: null, marks, attributes: [] };
}

function planOf(...layers: { layer: LayerPlan['layer']; changes: PlanChange[] }[]): RunPlan {
  const all = layers.map(({ layer, changes }) => ({
    layer,
    basis: 'exact' as const,
    counts: countChanges(changes),
    changes,
    drift: [],
    release: [],
    outputsChanged: [],
  }));
  return { digest: 'a'.repeat(64), counts: addCounts(all.map(({ counts }) => counts)), layers: all };
}

const plan = planOf(
  {
    layer: 'foundation',
    changes: [
      change('aws_vpc.main', 'create', ['network']),
      change('aws_subnet.b', 'unchanged', ['network']),
      change('aws_db_instance.metadata', 'replace', ['data']),
      change('aws_iam_role.task', 'update', ['iam']),
    ],
  },
  {
    layer: 'cluster',
    changes: [change('aws_eks_node_group.old', 'delete'), change('aws_eks_node_group.new', 'create')],
  },
);

describe('a plan in the order of its review', () => {
  test('names all losses first, deletions before replacements within a layer', () => {
    expect(reviewPlan(plan).losses.map(({ change: { address } }) => address)).toEqual([
      'aws_db_instance.metadata',
      'aws_eks_node_group.old',
    ]);
  });

  test('puts a part that loses something before the others', () => {
    expect(reviewPlan(plan).layers[0]?.parts.map(({ part }) => part.id)).toEqual(['database', 'identity', 'network']);
  });

  test('puts deletions before creations within a part', () => {
    expect(reviewPlan(plan).layers[1]?.parts[0]?.changes.map(({ action }) => action)).toEqual(['delete', 'create']);
  });

  test('keeps what stays as it is apart', () => {
    expect(reviewPlan(plan).layers[0]?.unchanged.map(({ address }) => address)).toEqual(['aws_subnet.b']);
  });

  test('shows every change exactly once', () => {
    const review = reviewPlan(plan);
    const shown = review.layers.flatMap((layer) => [
      ...layer.parts.flatMap(({ changes }) => changes),
      ...layer.unchanged,
    ]);
    expect(shown.map(({ address }) => address).sort()).toEqual(
      plan.layers.flatMap(({ changes }) => changes.map(({ address }) => address)).sort(),
    );
  });
});

describe('a filtered plan', () => {
  test('keeps what the search names, whatever its case', () => {
    const { layers } = filterPlan(plan, { search: ' NODE_group ', only: null });
    expect(layers.map(({ changes }) => changes.length)).toEqual([0, 2]);
  });

  test('counts for each filter what it leaves', () => {
    expect(countFilters(plan)).toEqual({ losses: 2, iam: 1, network: 1, data: 1 });
    const { layers } = filterPlan(plan, { search: '', only: 'losses' });
    expect(layers.flatMap(({ changes }) => changes)).toHaveLength(2);
  });
});

test('counts are told in words, losses first', () => {
  expect(countsInWords({ create: 3, update: 0, replace: 1, delete: 2, forget: 4, unchanged: 9 })).toBe(
    '2 to delete, 1 to replace, 4 to forget, 3 to create',
  );
  expect(countsInWords({ create: 0, update: 0, replace: 0, delete: 0, forget: 0, unchanged: 9 })).toBe(
    'nothing changes',
  );
});

test.each([
  ['aws_iam_openid_connect_provider', 'identity', 'IAM OpenID connect provider'],
  ['aws_vpc_security_group_ingress_rule', 'network', 'VPC security group ingress rule'],
  ['aws_eks_access_entry', 'identity', 'EKS access entry'],
  ['kubernetes_deployment_v1', 'workloads', 'Deployment'],
  ['kubernetes_service_account_v1', 'kubernetes_identity', 'Service account'],
  ['kubernetes_service_v1', 'kubernetes_network', 'Service'],
  ['aws_unheard_of', 'other', 'Unheard of'],
])('%s belongs to %s and is called %s', (type, part, title) => {
  expect(partOf(type).id).toBe(part);
  expect(typeTitle(type)).toBe(title);
});

describe('an attribute', () => {
  const attribute = { path: 'x', sensitive: false, unknown: false, forcesReplacement: false };

  test('that is sensitive is never shown', () => {
    expect(attributeSides({ ...attribute, before: 'secret', sensitive: true })).toEqual({ kind: 'hidden' });
  });

  test('that is known after the apply says so in words', () => {
    expect(attributeSides({ ...attribute, unknown: true })).toEqual({ kind: 'single', after: 'known after apply' });
    expect(attributeSides({ ...attribute, before: 1, unknown: true })).toEqual({
      kind: 'pair',
      before: '1',
      after: 'known after apply',
    });
  });

  test('that goes away says so', () => {
    expect(attributeSides({ ...attribute, before: 'a', after: null })).toEqual({
      kind: 'pair',
      before: 'a',
      after: 'removed',
    });
  });

  test('that holds a document is compared line by line', () => {
    expect(attributeSides({ ...attribute, before: '{"a":1,"b":2}', after: '{"a":1,"b":3}' })).toEqual({
      kind: 'document',
      lines: [
        { kind: 'same', text: '{' },
        { kind: 'same', text: '  "a": 1,' },
        { kind: 'removed', text: '  "b": 2' },
        { kind: 'added', text: '  "b": 3' },
        { kind: 'same', text: '}' },
      ],
    });
  });

  test('that looks like a document and is none stays as typed', () => {
    expect(valueText('{not json')).toBe('{not json');
  });
});

test('two texts of which one is very long are not compared line by line', () => {
  expect(lineDiff('a\n'.repeat(2000), 'a')).toBeUndefined();
});
