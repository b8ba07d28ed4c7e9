import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { endpointsAt } from '../endpoints.ts';
import { taggedResources } from './taggedResources.ts';

let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const caller = (credentials = sandbox.keys) => ({
  region: sandbox.seed.region,
  endpoints: endpointsAt(sandbox.endpoint),
  credentials,
});

function plant(id: string, change: { type?: string; scope?: string; tags?: Record<string, string> } = {}): string {
  const { type = 'aws_vpc', scope = sandbox.seed.region, tags = { 'flowport:stack-id': 'stk_1' } } = change;
  const arn = `arn:aws:ec2:${scope}:${sandbox.seed.account}:x/${id}`;
  const attributes = { id, arn, tags_all: tags };
  sandbox.objects.put({ account: sandbox.seed.account, scope, type, id, attributes, createdAt: '' });
  return arn;
}

test('finds what carries the tag, page by page, also what knows no region', async () => {
  const vpcs = Array.from({ length: 120 }, (_, number) => plant(`vpc-${number}`));
  const issuer = plant('issuer', { type: 'aws_iam_openid_connect_provider', scope: 'global' });
  plant('vpc-other', { tags: { 'flowport:stack-id': 'stk_2' } });
  plant('vpc-far', { scope: 'eu-west-1' });
  plant('role', { type: 'aws_iam_role', scope: 'global' });
  const found = await taggedResources(caller(), { key: 'flowport:stack-id', value: 'stk_1' });
  expect(found.map(({ arn }) => arn).sort()).toEqual([...vpcs, issuer].sort());
  expect(found[0]?.tags).toEqual({ 'flowport:stack-id': 'stk_1' });
});

test('says what to allow where AWS says no, and that it could not be reached', async () => {
  const stranger = { ...sandbox.keys, secretAccessKey: 'x'.repeat(40) };
  await expect(taggedResources(caller(stranger), { key: 'a', value: 'b' })).rejects.toMatchObject({
    code: 'credentials_refused',
  });
  const nowhere = { ...caller(), endpoints: endpointsAt('http://127.0.0.1:1') };
  await expect(taggedResources(nowhere, { key: 'a', value: 'b' })).rejects.toMatchObject({ code: 'unavailable' });
});
