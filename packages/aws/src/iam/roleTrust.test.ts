import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { endpointsAt } from '../endpoints.ts';
import { readRoleTrust } from './roleTrust.ts';

let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(() => sandbox.close());

const caller = () => ({
  region: sandbox.seed.region,
  endpoints: endpointsAt(sandbox.endpoint),
  credentials: sandbox.keys,
});

test('the trust policy is the one that IAM holds', async () => {
  const trust = await readRoleTrust(caller(), sandbox.seed.deployerRole.arn);
  expect(trust?.arn).toBe(sandbox.seed.deployerRole.arn);
  expect(trust?.document).toMatchObject({ Version: '2012-10-17', Statement: expect.anything() });
});

test('a role that does not exist is undefined', async () => {
  expect(await readRoleTrust(caller(), 'arn:aws:iam::111122223333:role/a/path/nobody')).toBeUndefined();
});
