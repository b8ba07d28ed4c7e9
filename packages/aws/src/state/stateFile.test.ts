import { expect, test } from 'vitest';
import { stateFileSchema, stateResources } from './stateFile.ts';

const state = {
  version: 4,
  terraform_version: '1.11.4',
  serial: 3,
  lineage: 'b7c0',
  outputs: { vpc_id: { value: 'vpc-1', type: 'string' }, password: { value: 'x', type: 'string', sensitive: true } },
  resources: [
    {
      mode: 'data',
      type: 'aws_caller_identity',
      name: 'current',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ attributes: { id: '1111' } }],
    },
    {
      mode: 'managed',
      type: 'aws_vpc',
      name: 'main',
      provider: 'provider["registry.terraform.io/hashicorp/aws"].east',
      instances: [{ attributes: { id: 'vpc-1' } }, { deposed: 'aa11', attributes: { id: 'vpc-0' } }],
    },
    {
      module: 'module.m["a"]',
      mode: 'managed',
      type: 'random_pet',
      name: 'suffix',
      provider: 'provider["registry.opentofu.org/hashicorp/random"]',
      instances: [
        { index_key: 0, attributes: { id: 'cat' } },
        { index_key: 'b', status: 'tainted', attributes: null },
      ],
    },
  ],
  check_results: null,
};

test('every managed instance is listed by its address, without data sources and deposed ones', () => {
  expect(stateResources(stateFileSchema.parse(state))).toEqual([
    { address: 'aws_vpc.main', type: 'aws_vpc', name: 'main', provider: 'aws', resourceId: 'vpc-1', tainted: false },
    {
      address: 'module.m["a"].random_pet.suffix[0]',
      type: 'random_pet',
      name: 'suffix',
      provider: 'random',
      resourceId: 'cat',
      tainted: false,
    },
    {
      address: 'module.m["a"].random_pet.suffix["b"]',
      type: 'random_pet',
      name: 'suffix',
      provider: 'random',
      resourceId: null,
      tainted: true,
    },
  ]);
});

test('a state of another version is refused', () => {
  expect(stateFileSchema.safeParse({ ...state, version: 3 }).success).toBe(false);
});

test('an empty state has no resources and no outputs', () => {
  const empty = stateFileSchema.parse({ version: 4, serial: 1, lineage: 'x', outputs: {}, resources: null });
  expect(stateResources(empty)).toEqual([]);
});
