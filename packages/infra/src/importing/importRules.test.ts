import { layers, presetNames } from '@flowport/domain';
import { expect, test } from 'vitest';
import { listAddresses } from '../addresses.ts';
import { synthesize } from '../metaflowEks.ts';
import { pick } from '../rules/stackView.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { addressTag } from './addressTag.ts';
import { importId, isHarmlessAgain, whyNotImportable } from './importRules.ts';

const stacks = presetNames.flatMap((preset) => [
  synthesize(exampleInput(preset)),
  ...Object.values(publishedEndpoints).map((endpoint) =>
    synthesize(exampleInput(preset, { parameters: { endpoint, teams: ['alpha', 'beta'] } })),
  ),
]);
const resources = stacks.flatMap((documents) =>
  layers.flatMap((layer) =>
    listAddresses(documents[layer]).map((resource) => ({
      ...resource,
      layer,
      document: documents[layer],
      values: pick(documents[layer], 'resource', resource.type, resource.name),
    })),
  ),
);
const types = [...new Set(resources.map(({ type }) => type))].sort();

/** Nobody can tell by them what is whose, and nothing else refers to them: each is named to the people instead. */
const unfindable = ['aws_cognito_user_pool_client'];
const id = 'the-id-that-terraform-said';
const any = (path: readonly string[]) => path.join('.');

test.each(types)('%s is imported by the id that Terraform said, or it is said why not', (type) => {
  if (whyNotImportable(type) !== undefined) return expect(whyNotImportable(type)).not.toContain('nobody has said');
  for (const { address, document } of resources.filter((resource) => resource.type === type)) {
    expect(importId(document, { address, type, id, arn: null }, any), address).toEqual(expect.stringMatching(/./));
  }
});

test.each(types)('%s whose id nobody has heard is found by name or by tags, or is no harm to make again', (type) => {
  if (isHarmlessAgain(type) || unfindable.includes(type)) return;
  for (const { address, document, values, layer } of resources.filter((resource) => resource.type === type)) {
    const named = importId(document, { address, type, id: null, arn: null }, any);
    // A record that may overwrite is no harm to make again.
    if (named !== undefined || pick(values, 'allow_overwrite') === true) continue;
    const arn = `arn:aws:x:us-west-2:111122223333:${type}/a/b`;
    expect(importId(document, { address, type, id: null, arn }, any), address).toBeDefined();
    expect(pick(values, 'tags', addressTag), address).toBe(`${layer}/${address}`);
  }
});

const [small] = stacks;
const from = (known: Record<string, string>) => (path: readonly string[]) => known[path.join('.')];

test.each([
  ['foundation', 'aws_route.public_internet', { 'aws_route_table.public.id': 'rtb-1' }, 'rtb-1_0.0.0.0/0'],
  [
    'foundation',
    'aws_route_table_association.public_1',
    { 'aws_route_table.public.id': 'rtb-1', 'aws_subnet.public_1.id': 'subnet-1' },
    'subnet-1/rtb-1',
  ],
  ['foundation', 'aws_db_instance.metadata', {}, 'mf-fraud-models'],
  ['cluster', 'aws_eks_addon.vpc_cni', {}, 'mf-fraud-models:vpc-cni'],
  ['services', 'kubernetes_service_account_v1.metadata', {}, 'metaflow/metadata-service'],
  ['services', 'helm_release.cluster_autoscaler', {}, 'kube-system/cluster-autoscaler'],
] as const)('in %s, %s is imported by what the configuration says of it', (layer, address, known, expected) => {
  const [type = ''] = address.split('.');
  const resource = { address, type, id: type === 'aws_db_instance' ? 'db-ABC' : null, arn: null };
  expect(small && importId(small[layer], resource, from(known))).toBe(expected);
});

test('a name that rests on what is not known is no name', () => {
  const resource = { address: 'aws_route.public_internet', type: 'aws_route', id: null, arn: null };
  expect(small && importId(small.foundation, resource, () => undefined)).toBeUndefined();
});

test.each([
  ['aws_vpc', 'arn:aws:ec2:us-west-2:1:vpc/vpc-1', 'vpc-1'],
  ['aws_eks_node_group', 'arn:aws:eks:us-west-2:1:nodegroup/mf-x/system-1/9a', 'mf-x:system-1'],
  ['aws_db_parameter_group', 'arn:aws:rds:us-west-2:1:pg:mf-x-2026', 'mf-x-2026'],
  [
    'aws_lb',
    'arn:aws:elasticloadbalancing:us-west-2:1:loadbalancer/app/mf-x/5f',
    'arn:aws:elasticloadbalancing:us-west-2:1:loadbalancer/app/mf-x/5f',
  ],
])('%s at %s is imported as %s', (type, arn, expected) => {
  expect(small && importId(small.foundation, { address: `${type}.x`, type, id: null, arn }, any)).toBe(expected);
});
