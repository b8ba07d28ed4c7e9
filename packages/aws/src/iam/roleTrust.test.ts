import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { endpointsAt } from '../endpoints.ts';
import { readRoleTrusts } from './roleTrust.ts';

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

test('the trust policy is the one that IAM holds, and a role that does not exist is left out', async () => {
  const { arn } = sandbox.seed.deployerRole;
  const trusts = await readRoleTrusts(caller(), [arn, 'arn:aws:iam::111122223333:role/a/path/nobody']);
  expect([...trusts.keys()]).toEqual([arn]);
  expect(trusts.get(arn)).toMatchObject({ arn, document: { Version: '2012-10-17', Statement: expect.anything() } });
});
