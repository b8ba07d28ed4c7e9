import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { endpointsAt } from '../endpoints.ts';
import { type AssumeRoleInput, assumeRole } from './assumeRole.ts';
import { callerIdentity } from './callerIdentity.ts';

/** Real protocol by the real SDK against the services of the sandbox. */
let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(() => sandbox.close());

const input = (more: Partial<AssumeRoleInput> = {}): AssumeRoleInput => ({
  roleArn: sandbox.seed.deployerRole.arn,
  externalId: sandbox.seed.externalId,
  region: sandbox.seed.region,
  sessionName: 'flowport-run_1',
  tags: { 'flowport:run': 'run_1', 'flowport:team': 'Größe & Co 🚀' },
  base: sandbox.keys,
  endpoints: endpointsAt(sandbox.endpoint),
  ...more,
});

test('an assumed role is who AWS then sees', async () => {
  const credentials = await assumeRole(input());
  const identity = await callerIdentity({
    region: sandbox.seed.region,
    endpoints: endpointsAt(sandbox.endpoint),
    credentials,
  });
  expect(identity.account).toBe(sandbox.seed.account);
  expect(identity.arn).toContain('assumed-role/flowport-deployer/flowport-run_1');
  expect(credentials.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3500_000);
});

test('any session name and tags are accepted', async () => {
  await expect(assumeRole(input({ sessionName: 'a b/c${d}', tags: { 'k e y': '%{if true}' } }))).resolves.toBeDefined();
});

test.each<[string, Partial<AssumeRoleInput>, RegExp]>([
  ['a wrong external id', { externalId: 'wrong' }, /trust policy.*external id/],
  ['an unknown role', { roleArn: 'arn:aws:iam::111122223333:role/nobody' }, /trust policy/],
  ['a wrong key', { base: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' } }, /key pair/],
])('%s is refused, with what to check', async (_what, more, hint) => {
  await expect(assumeRole(input(more))).rejects.toMatchObject({
    code: 'credentials_refused',
    publicMessage: expect.stringMatching(hint),
  });
});

test('an address where nobody answers is not taken for a refusal', async () => {
  await expect(assumeRole(input({ endpoints: endpointsAt('http://127.0.0.1:1') }))).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('could not be reached'),
  });
});

test('a call that is aborted is canceled', async () => {
  await expect(assumeRole(input({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'canceled' });
});
