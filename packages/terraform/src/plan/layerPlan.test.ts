import { layerPlanSchema } from '@flowport/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layerPlan, planChange } from './layerPlan.ts';
import { planJsonSchema } from './planJson.ts';

type Fields = { address?: string; type?: string; change?: object; [more: string]: unknown };

function resource({ change, ...fields }: Fields = {}) {
  return {
    address: 'aws_vpc.main',
    mode: 'managed',
    type: 'aws_vpc',
    name: 'main',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { actions: ['update'], before: { a: 1 }, after: { a: 2 }, ...change },
    ...fields,
  };
}

const plan = (...resource_changes: object[]) =>
  layerPlan('foundation', planJsonSchema.parse({ format_version: '1.2', resource_changes }));

const one = (fields: Fields) => {
  const [change] = plan(resource(fields)).changes;
  if (change === undefined) throw new Error('nothing to show');
  return change;
};

test.each([
  [['create'], 'create'],
  [['update'], 'update'],
  [['delete'], 'delete'],
  [['read'], 'read'],
  [['delete', 'create'], 'replace'],
  [['create', 'delete'], 'replace'],
  [['create', 'forget'], 'replace'],
  [['forget'], 'forget'],
])('%j is %s', (actions, action) => {
  expect(one({ change: { actions } }).action).toBe(action);
});

test('an action that can not be shown is refused, not shown as something else', () => {
  expect(() => plan(resource({ change: { actions: ['evolve'] } }))).toThrow(/evolve.*aws_vpc\.main/);
});

test('what stays is counted, and left out unless it is imported or moved', () => {
  const same = { change: { actions: ['no-op'] } };
  const shown = plan(
    resource(same),
    resource({ address: 'aws_vpc.moved', previous_address: 'aws_vpc.old', ...same }),
    resource({ address: 'aws_vpc.found', change: { actions: ['no-op'], importing: { id: 'vpc-1' } } }),
    resource({ address: 'aws_vpc.new', change: { actions: ['create'], before: null } }),
  );
  expect(shown.counts).toEqual({ create: 1, update: 0, replace: 0, delete: 0, forget: 0, unchanged: 3 });
  expect(shown.changes.map(({ address, importId, reason }) => ({ address, importId, reason }))).toEqual([
    { address: 'aws_vpc.moved', importId: null, reason: 'it moves from aws_vpc.old' },
    { address: 'aws_vpc.found', importId: 'vpc-1', reason: null },
    { address: 'aws_vpc.new', importId: null, reason: null },
  ]);
});

test("Terraform's reasons are told in words, also those that we do not know", () => {
  expect(one({ action_reason: 'replace_because_tainted' }).reason).toBe(
    'the last attempt to create it failed, so it is created anew',
  );
  expect(one({ action_reason: 'replace_because_of_the_moon' }).reason).toBe('replace because of the moon');
  expect(one({ change: { actions: ['forget'] } }).reason).toBe('the object stays, and is no longer managed');
});

test('drift and changed outputs are told, unchanged outputs are not', () => {
  const shown = layerPlan(
    'foundation',
    planJsonSchema.parse({
      format_version: '1.2',
      resource_drift: [resource({ change: { before: { size: 1 }, after: { size: 2 } } })],
      output_changes: { b: { actions: ['update'] }, a: { actions: ['create'] }, same: { actions: ['no-op'] } },
    }),
  );
  expect(shown.outputsChanged).toEqual(['a', 'b']);
  expect(shown.drift[0]?.attributes).toMatchObject([{ path: 'size', before: 1, after: 2 }]);
});

test('a plan of another format is refused', () => {
  expect(planJsonSchema.safeParse({ format_version: '2.0' }).success).toBe(false);
});

test.each([
  ['aws_iam_role', 'create', {}, ['iam']],
  ['kubernetes_service_account_v1', 'create', {}, ['iam']],
  ['aws_sqs_queue', 'update', { policy: '{}' }, ['iam']],
  ['aws_security_group', 'create', {}, ['network']],
  ['kubernetes_ingress_v1', 'delete', {}, ['network']],
  ['aws_eks_cluster', 'update', { vpc_config: [{ endpoint_public_access: true }] }, ['network']],
  ['aws_eks_cluster', 'update', { vpc_config: [{ endpoint_public_access: false }] }, []],
  ['aws_db_instance', 'create', { publicly_accessible: false }, []],
  ['aws_db_instance', 'create', { publicly_accessible: true }, ['network']],
  ['aws_db_instance', 'update', { instance_class: 'x' }, ['data']],
  ['aws_s3_bucket', 'create', {}, []],
  ['aws_s3_bucket', 'delete', {}, ['data']],
  ['aws_s3_bucket_policy', 'update', { policy: '{}' }, ['iam', 'data']],
  ['aws_kms_key', 'delete', {}, ['data']],
  ['aws_subnet', 'create', { cidr_block: '10.0.0.0/24' }, []],
  ['aws_iam_role', 'no-op', {}, undefined],
])('%s, %s %j is marked %j', (type, action, after, marks) => {
  const raw = planJsonSchema.parse({
    format_version: '1.2',
    resource_changes: [resource({ type, change: { actions: [action], before: null, after } })],
  }).resource_changes[0];
  if (raw === undefined) throw new Error('no change');
  expect(planChange(raw).marks).toEqual(marks ?? []);
});

test('whatever a plan holds, the result has the shape of the domain or is refused as a whole', () => {
  const actions = fc.array(fc.constantFrom('no-op', 'create', 'update', 'delete', 'read', 'forget', 'odd'), {
    maxLength: 2,
  });
  const changes = fc.array(
    fc.record({ actions, before: fc.jsonValue(), after: fc.jsonValue(), after_unknown: fc.jsonValue() }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(changes, (all) => {
      const raw = planJsonSchema.parse({
        format_version: '1.2',
        resource_changes: all.map((change) => resource({ change })),
      });
      try {
        layerPlanSchema.parse(layerPlan('foundation', raw));
      } catch (error) {
        expect(error).toMatchObject({ code: 'terraform_failed' });
      }
    }),
  );
});
