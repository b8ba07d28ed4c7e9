import { expect, test } from 'vitest';
import { absentIn } from './absent.ts';

const imports = new Map([
  ['helm_release.cluster_autoscaler', 'kube-system/cluster-autoscaler'],
  ['kubernetes_service_account_v1.cluster_autoscaler', 'kube-system/cluster-autoscaler'],
  ['aws_vpc.main', 'vpc-1'],
]);
const error = { severity: 'error', summary: 'Cannot import non-existent remote object', address: null } as const;

test.each([
  [
    'the type and the id',
    { detail: 'While attempting to import an existing object to helm_release "kube-system/cluster-autoscaler", …' },
    ['helm_release.cluster_autoscaler'],
  ],
  ['the address', { detail: '…', address: 'aws_vpc.main' }, ['aws_vpc.main']],
  ['the id alone', { summary: 'VPC not found', detail: 'There is no "vpc-1".' }, ['aws_vpc.main']],
  ['nothing of ours', { detail: 'to aws_vpc "vpc-2"' }, []],
  ['another failure', { summary: 'Access denied', detail: 'aws_vpc "vpc-1"' }, []],
])('an object that is told as absent by %s is the one that is meant', (_, said, expected) => {
  expect(absentIn([{ ...error, ...said }], imports)).toEqual(expected);
});
