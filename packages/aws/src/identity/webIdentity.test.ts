import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { plantCluster, plantedCluster } from '../../../sandbox/src/testing/plantCluster.ts';
import { callerIdentity } from '../credentials/callerIdentity.ts';
import type { AwsCredentials } from '../credentials/credentials.ts';
import { endpointsAt } from '../endpoints.ts';
import { eraseObject, tryToRead, tryToWrite } from './datastoreAccess.ts';
import { assumeRoleWithWebIdentity } from './webIdentity.ts';

/** A role as the blueprint writes it: for one service account, and one prefix of a versioned bucket. */
const { issuer } = plantedCluster;
const bare = issuer.replace('https://', '');
const account = '111122223333';
const region = 'us-west-2';
const roleArn = `arn:aws:iam::${account}:role/mf-demo-task-alpha`;
const bucket = 'mf-demo-datastore';

let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
  const put = plantCluster(sandbox.objects);
  const provider = `arn:aws:iam::${account}:oidc-provider/${bare}`;
  put(
    'aws_iam_openid_connect_provider',
    provider,
    { arn: provider, url: issuer, client_id_list: ['sts.amazonaws.com'] },
    'global',
  );
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${bare}:aud`]: 'sts.amazonaws.com',
        [`${bare}:sub`]: 'system:serviceaccount:mf-alpha:metaflow-task',
      },
    },
  };
  const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const name = 'mf-demo-task-alpha';
  put(
    'aws_iam_role',
    name,
    { name, arn: roleArn, unique_id: 'AROATASKALPHA', assume_role_policy: document(statement) },
    'global',
  );
  const objects = {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${bucket}/metaflow/alpha/*`,
  };
  put('aws_iam_role_policy', `${name}:s3`, { role: name, name: 's3', policy: document(objects) }, 'global');
  sandbox.services.buckets.create({ name: bucket, account, region });
  sandbox.services.buckets.setVersioning(bucket, 'Enabled');
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const callerOf = (credentials: AwsCredentials) => ({ region, endpoints: endpointsAt(sandbox.endpoint), credentials });

async function becoming(serviceAccount: string) {
  const { token } = await sandbox.services.issuer.serviceAccountToken({
    issuer,
    namespace: 'mf-alpha',
    serviceAccount,
  });
  const endpoints = endpointsAt(sandbox.endpoint);
  return assumeRoleWithWebIdentity({ roleArn, token, sessionName: 'flowport-verify', region, endpoints });
}

async function alpha() {
  const identity = await becoming('metaflow-task');
  if (!identity.admitted) throw new Error(identity.answer);
  return callerOf(identity.credentials);
}

test('the token of a service account makes its holder the role', async () => {
  expect((await callerIdentity(await alpha())).arn).toContain('assumed-role/mf-demo-task-alpha/flowport-verify');
});

test('the token of another service account is refused, and so is one that is none', async () => {
  expect(await becoming('other')).toMatchObject({ admitted: false, answer: expect.stringContaining('AccessDenied') });
  const endpoints = endpointsAt(sandbox.endpoint);
  const nonsense = { roleArn, token: 'nonsense', sessionName: 'x', region, endpoints };
  expect(await assumeRoleWithWebIdentity(nonsense)).toMatchObject({ admitted: false });
});

test('STS that does not answer is no refusal', async () => {
  const endpoints = endpointsAt('http://127.0.0.1:1');
  const asked = assumeRoleWithWebIdentity({ roleArn, token: 'x', sessionName: 'x', region, endpoints });
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
});

test('the own prefix may be written and read, another one not, and nothing is left behind', async () => {
  const own = { bucket, key: 'metaflow/alpha/.flowport-verify' };
  const other = { bucket, key: 'metaflow/beta/.flowport-verify' };
  const caller = await alpha();
  expect(await tryToWrite(caller, own)).toEqual({ may: true });
  expect(await tryToRead(caller, own)).toEqual({ may: true });
  expect(await tryToWrite(caller, other)).toMatchObject({ may: false, answer: expect.stringMatching(/AccessDenied/) });
  const admin = callerOf(sandbox.keys);
  expect(await tryToWrite(admin, other)).toEqual({ may: true });
  expect(await tryToRead(caller, other)).toMatchObject({ may: false, answer: expect.stringMatching(/AccessDenied/) });
  await eraseObject(admin, other);
  await eraseObject(admin, own);
  // A bucket with so much as an old version in it would not go.
  expect(() => sandbox.services.buckets.remove(bucket, { force: false })).not.toThrow();
});

test('a bucket that does not exist is no refusal', async () => {
  const asked = tryToRead(callerOf(sandbox.keys), { bucket: 'mf-nowhere', key: 'x' });
  await expect(asked).rejects.toMatchObject({ publicMessage: expect.stringContaining('NoSuchBucket') });
});
