import { type StateFile, stateFileSchema } from '@flowport/aws';
import { type DataChoice, layers } from '@flowport/domain';
import { expect, test } from 'vitest';
import { envelopePlan, planBasis } from './planBasis.ts';

const documents = {
  foundation: { output: { vpc_id: { value: 'x' }, aws_vpc_main_id: { value: 'x' } } },
  cluster: { output: { cluster_name: { value: 'x' } } },
  services: {},
};

function state(outputs: string[], resources = 1): StateFile {
  return stateFileSchema.parse({
    version: 4,
    serial: 1,
    lineage: 'l',
    outputs: Object.fromEntries(outputs.map((name) => [name, { value: 'x' }])),
    resources: Array.from({ length: resources }, (_, index) => ({
      mode: 'managed',
      type: 'aws_vpc',
      name: `n${index}`,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ attributes: { id: 'x' } }],
    })),
  });
}
const none = { foundation: undefined, cluster: undefined, services: undefined };
const foundation = state(['vpc_id', 'aws_vpc_main_id']);
const cluster = state(['cluster_name']);
const basis = (kind: 'provision' | 'destroy' | 'drift', states: object, data: DataChoice | null = null) => {
  const facts = { documents, states: { ...none, ...states } };
  return layers.map((layer) => planBasis({ kind, data }, layer, facts));
};

test('of a new stack only the foundation can be planned', () => {
  expect(basis('provision', {})).toEqual(['exact', 'envelope', 'envelope']);
});

test('a layer can be planned when all layers below are there', () => {
  expect(basis('provision', { foundation })).toEqual(['exact', 'exact', 'envelope']);
  expect(basis('provision', { foundation, cluster })).toEqual(['exact', 'exact', 'exact']);
});

test('a layer whose outputs are not complete does not carry the next one', () => {
  expect(basis('provision', { foundation: state(['vpc_id']), cluster })).toEqual(['exact', 'envelope', 'envelope']);
});

test('a destroy plans exactly what holds resources', () => {
  expect(basis('destroy', { foundation, cluster: state([], 0) })).toEqual(['exact', 'nothing', 'nothing']);
});

test('a destroy that retains the data leaves the foundation alone', () => {
  expect(basis('destroy', { foundation, cluster }, 'retain')).toEqual(['nothing', 'exact', 'nothing']);
  expect(basis('destroy', { foundation, cluster }, 'purge')).toEqual(['exact', 'exact', 'nothing']);
});

test('the services of a stack that sleeps are left alone, and looked at for drift', () => {
  const facts = { documents, states: { foundation, cluster, services: state([]) } };
  const asleep = (kind: 'update' | 'drift') =>
    layers.map((layer) => planBasis({ kind, data: null, asleep: true }, layer, facts));
  expect(asleep('update')).toEqual(['exact', 'exact', 'nothing']);
  expect(asleep('drift')).toEqual(['exact', 'exact', 'exact']);
});

test('drift is looked for where something is', () => {
  expect(basis('drift', { foundation })).toEqual(['exact', 'nothing', 'nothing']);
});

test('an envelope creates every address and nothing else', () => {
  const plan = envelopePlan('cluster', [
    { address: 'aws_eks_cluster.main', type: 'aws_eks_cluster', name: 'main', provider: 'aws' },
  ]);
  expect(plan).toMatchObject({ basis: 'envelope', counts: { create: 1, update: 0, replace: 0, delete: 0 } });
  expect(plan.changes.map((change) => `${change.action} ${change.address}`)).toEqual(['create aws_eks_cluster.main']);
});

test('an envelope marks roles and network resources, so that a reviewer finds them before there is a plan', () => {
  const plan = envelopePlan('cluster', [
    { address: 'aws_iam_role.task', type: 'aws_iam_role', name: 'task', provider: 'aws' },
    { address: 'aws_eks_addon.coredns', type: 'aws_eks_addon', name: 'coredns', provider: 'aws' },
  ]);
  expect(plan.changes.map((change) => change.marks)).toEqual([['iam'], []]);
});
