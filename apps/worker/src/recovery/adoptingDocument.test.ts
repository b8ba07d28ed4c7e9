import type { StateFile } from '@flowport/aws';
import { expect, test } from 'vitest';
import { adoptingDocument } from './adoptingDocument.ts';
import { consoleLink } from './consoleLink.ts';
import { referencesOf } from './references.ts';

test('an adopting document imports, and takes everything as it is found', () => {
  const layer = {
    terraform: { backend: {} },
    resource: {
      aws_vpc: { main: { cidr_block: '10.0.0.0/20' } },
      aws_subnet: { a: { lifecycle: { ignore_changes: ['x'], prevent_destroy: true } } },
    },
    output: { id: { value: '1' } },
  };
  const adopting = adoptingDocument(layer, new Map([['aws_vpc.main', 'vpc-${1}']]));
  expect(adopting.import).toEqual([{ to: 'aws_vpc.main', id: 'vpc-$${1}' }]);
  expect(adopting.resource).toEqual({
    aws_vpc: { main: { cidr_block: '10.0.0.0/20', lifecycle: { ignore_changes: 'all' } } },
    aws_subnet: { a: { lifecycle: { ignore_changes: 'all', prevent_destroy: true } } },
  });
  expect(adopting).toMatchObject({ terraform: layer.terraform, output: layer.output });
});

const state = (resources: StateFile['resources'], outputs: StateFile['outputs'] = {}): StateFile => ({
  version: 4,
  serial: 1,
  lineage: 'l',
  outputs,
  resources,
});
const cluster = {
  mode: 'managed' as const,
  type: 'aws_eks_cluster',
  name: 'main',
  provider: 'p',
  instances: [{ attributes: { id: 'mf', vpc_config: [{ cluster_security_group_id: 'sg-1' }] } }],
};

test.each([
  ['aws_eks_cluster.main.vpc_config.0.cluster_security_group_id', 'sg-1'],
  ['aws_iam_role.node.id', 'mf-node'],
  ['aws_lb.main.arn', 'arn:lb'],
  ['aws_iam_role.node.arn', undefined],
  ['aws_vpc.unknown.id', undefined],
  ['aws_lb.main.id', 'lb-1'],
  ['data.terraform_remote_state.foundation.outputs.vpc', 'vpc-1'],
  ['data.terraform_remote_state.services.outputs.vpc', undefined],
  ['data.aws_partition.current.partition', 'aws-cn'],
])('%s is known as %s', (path, expected) => {
  const lookup = referencesOf({
    layer: 'cluster',
    states: { foundation: state([], { vpc: { value: 'vpc-1' } }), cluster: state([cluster]), services: undefined },
    missing: [
      { address: 'aws_iam_role.node', type: 'aws_iam_role', id: 'mf-node', isTold: true, inState: 'nothing' },
      { address: 'aws_lb.main', type: 'aws_lb', id: null, isTold: true, inState: 'nothing' },
    ],
    arns: new Map([['aws_lb.main', 'arn:lb']]),
    ids: new Map([['aws_lb.main', 'lb-1']]),
    partition: 'aws-cn',
  });
  expect(lookup(path.split('.'))).toBe(expected);
});

test('what a person has to look at is led to by its page of the console, where it has one', () => {
  const vpc = { address: 'aws_vpc.main', type: 'aws_vpc', id: 'vpc-1', isTold: true, inState: 'nothing' } as const;
  expect(consoleLink('us-west-2', vpc)).toBe(
    'https://us-west-2.console.aws.amazon.com/vpcconsole/home#vpcs:search=vpc-1',
  );
  expect(consoleLink('us-west-2', { ...vpc, type: 'random_password' })).toBeUndefined();
});
