import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { StateBackend } from '@flowport/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { assumeRole } from '../credentials/assumeRole.ts';
import { endpointsAt } from '../endpoints.ts';
import { type StateStore, stateStore } from './stateStore.ts';

let sandbox: TestServices;
let store: StateStore;
let slugs = 0;
let slug = '';
beforeAll(async () => {
  sandbox = await startTestServices();
  store = openStore();
});
beforeEach(() => {
  slug = `stack-${++slugs}`;
});
afterAll(async () => {
  store.close();
  await sandbox.close();
});

function openStore(change: Partial<StateBackend> = {}): StateStore {
  const { seed, endpoint, keys } = sandbox;
  return stateStore({
    backend: {
      bucket: seed.stateBucket,
      region: 'us-west-2',
      workspaceKeyPrefix: 'metaflow',
      kmsKeyId: null,
      usePathStyle: true,
      ...change,
    },
    endpoints: endpointsAt(endpoint),
    secret: Buffer.alloc(32, 3),
    credentials: () =>
      assumeRole({
        roleArn: seed.deployerRole.arn,
        externalId: seed.externalId,
        region: seed.region,
        sessionName: 'test',
        tags: {},
        base: keys,
        endpoints: endpointsAt(endpoint),
      }),
  });
}

async function put(key: string, body: string | object) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  await sandbox.s3().send(new PutObjectCommand({ Bucket: sandbox.seed.stateBucket, Key: key, Body: text }));
}

const state = (resources: object[] = []) => ({ version: 4, serial: 2, lineage: 'abc', outputs: {}, resources });
const vpc = {
  mode: 'managed',
  type: 'aws_vpc',
  name: 'main',
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ attributes: { id: 'vpc-1' } }],
};

test('a state that is not there is undefined', async () => {
  expect(await store.readState(slug, 'foundation')).toBeUndefined();
});

test('a state is read where Terraform writes it', async () => {
  await put(`metaflow/${slug}/cluster.tfstate`, state([vpc]));
  expect(await store.readState(slug, 'cluster')).toMatchObject({ serial: 2, lineage: 'abc' });
});

test('a bucket that is not there is told apart from a state that is not there', async () => {
  const other = openStore({ bucket: 'flowport-no-such-bucket' });
  await expect(other.readState(slug, 'foundation')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('flowport-no-such-bucket'),
  });
  other.close();
});

test('a state that cannot be read says so', async () => {
  await put(`metaflow/${slug}/foundation.tfstate`, '{"version":3}');
  await expect(store.readState(slug, 'foundation')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('version 4'),
  });
});

test('a saved plan comes back, and nobody can read it in the bucket', async () => {
  const plan = Buffer.from('a password');
  const { key } = await store.putPlan({ slug, runId: 'run_1', layer: 'foundation' }, plan);
  expect(key).toBe(`metaflow/${slug}/.plans/run_1/foundation.tfplan`);
  expect(Buffer.from((await store.getPlan({ slug, runId: 'run_1', layer: 'foundation' })) ?? [])).toEqual(plan);
  expect(await store.getPlan({ slug, runId: 'run_1', layer: 'cluster' })).toBeUndefined();
});

test('a plan of twenty megabytes comes back', async () => {
  const plan = Buffer.alloc(20 * 1024 * 1024, 'x');
  await store.putPlan({ slug, runId: 'run_1', layer: 'foundation' }, plan);
  const back = await store.getPlan({ slug, runId: 'run_1', layer: 'foundation' });
  expect(plan.equals(back ?? new Uint8Array())).toBe(true);
});

test('what lies in the bucket is told by kind', async () => {
  await put(`metaflow/${slug}/foundation.tfstate`, state());
  await put(`metaflow/${slug}/foundation.tfstate.tflock`, '{}');
  await put(`metaflow/${slug}/foundation.configuration.json`, '{}');
  await put(`metaflow/${slug}-other/foundation.tfstate`, state());
  await store.putPlan({ slug, runId: 'run_1', layer: 'cluster' }, Buffer.from('x'));
  expect(await store.list(slug)).toEqual({
    states: [`metaflow/${slug}/foundation.tfstate`],
    locks: [`metaflow/${slug}/foundation.tfstate.tflock`],
    plans: [`metaflow/${slug}/.plans/run_1/cluster.tfplan`],
    configurations: [`metaflow/${slug}/foundation.configuration.json`],
    other: [],
  });
});

test('the plans of one run are removed, those of another stay', async () => {
  for (const runId of ['run_1', 'run_2']) await store.putPlan({ slug, runId, layer: 'foundation' }, Buffer.from('x'));
  await store.removePlans(slug, 'run_1');
  await store.removePlans(slug, 'run_1');
  expect((await store.list(slug)).plans).toEqual([`metaflow/${slug}/.plans/run_2/foundation.tfplan`]);
});

test('only a state that holds nothing is removed', async () => {
  await put(`metaflow/${slug}/foundation.tfstate`, state([vpc]));
  await put(`metaflow/${slug}/cluster.tfstate`, state());
  await expect(store.removeEmptyState(slug, 'foundation')).rejects.toMatchObject({ code: 'conflict' });
  await store.removeEmptyState(slug, 'cluster');
  await store.removeEmptyState(slug, 'services');
  expect((await store.list(slug)).states).toEqual([`metaflow/${slug}/foundation.tfstate`]);
});
