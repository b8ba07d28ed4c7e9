import { generateKeyPairSync } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Keys, startTestServices, type TestServices } from '../http/testing.ts';

const ID = 'A1B2C3D4E5F60718293A4B5C6D7E8F90';
const bare = `oidc.eks.us-west-2.amazonaws.com/id/${ID}`;
const issuer = `https://${bare}`;
const bucket = 'mf-demo-datastore';
const keyArn = 'arn:aws:kms:us-west-2:111122223333:key/11111111-2222-3333-4444-555555555555';

let sandbox: TestServices;
let now = new Date();
let roleArn: string;
let providerArn: string;

beforeAll(async () => {
  sandbox = await startTestServices({ clock: () => now });
  const { account, region } = sandbox.seed;
  roleArn = `arn:aws:iam::${account}:role/mf-demo-task-a`;
  providerArn = `arn:aws:iam::${account}:oidc-provider/${bare}`;
  const put = (type: string, id: string, attributes: Record<string, unknown>, scope = 'global') =>
    sandbox.objects.put({ account, scope, type, id, attributes, createdAt: now.toISOString() });
  put('aws_eks_cluster', 'mf-demo', { name: 'mf-demo', identity: [{ oidc: [{ issuer }] }] }, region);
  put('aws_iam_openid_connect_provider', providerArn, {
    arn: providerArn,
    url: issuer,
    client_id_list: ['sts.amazonaws.com'],
    thumbprint_list: [],
  });
  put('aws_iam_role', 'mf-demo-task-a', {
    name: 'mf-demo-task-a',
    arn: roleArn,
    unique_id: 'AROATASKA',
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: providerArn },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${bare}:aud`]: 'sts.amazonaws.com',
              [`${bare}:sub`]: 'system:serviceaccount:mf-a:metaflow-task',
            },
          },
        },
      ],
    }),
  });
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${bucket}/metaflow/a/*` },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringLike: { 's3:prefix': ['metaflow/a/*'] } },
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: keyArn,
        Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } },
      },
    ],
  });
  put('aws_iam_role_policy', 'mf-demo-task-a:s3', { role: 'mf-demo-task-a', name: 's3', policy });
  sandbox.services.buckets.create({ name: bucket, account, region });
  put('aws_s3_bucket_server_side_encryption_configuration', bucket, {
    bucket,
    rule: [
      {
        apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms', kms_master_key_id: keyArn }],
        bucket_key_enabled: true,
      },
    ],
  });
});
beforeEach(() => {
  now = new Date();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const anonymous = () =>
  new STSClient({
    endpoint: sandbox.endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: '', secretAccessKey: '' },
  });

const tokenOf = (serviceAccount = 'metaflow-task', more: { namespace?: string; audience?: string } = {}) =>
  sandbox.services.issuer
    .serviceAccountToken({ issuer, namespace: 'mf-a', serviceAccount, ...more })
    .then((token) => token.token);

const assume = (WebIdentityToken: string, RoleArn = roleArn) =>
  anonymous().send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'task-1', WebIdentityToken }));

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('expected a refusal');
    },
    (error: Error) => ({ code: error.name, message: error.message }),
  );

async function taskKeys(): Promise<Keys> {
  const { Credentials } = await assume(await tokenOf());
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

test('a service account becomes the role that trusts it', async () => {
  const answer = await assume(await tokenOf());
  expect(answer).toMatchObject({
    Audience: 'sts.amazonaws.com',
    Provider: providerArn,
    SubjectFromWebIdentityToken: 'system:serviceaccount:mf-a:metaflow-task',
    AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/mf-demo-task-a/task-1' },
  });
  const identity = await sandbox.sts(await taskKeys()).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe('arn:aws:sts::111122223333:assumed-role/mf-demo-task-a/task-1');
});

test('another service account, another namespace and a missing role are refused alike', async () => {
  const refusal = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' };
  expect(await failure(assume(await tokenOf('default')))).toEqual(refusal);
  expect(await failure(assume(await tokenOf('metaflow-task', { namespace: 'mf-b' })))).toEqual(refusal);
  expect(await failure(assume(await tokenOf(), `${roleArn}-none`))).toEqual(refusal);
});

test('a token for another audience, an expired one and a forged one are refused', async () => {
  expect(await failure(assume(await tokenOf('metaflow-task', { audience: 'vault' })))).toEqual({
    code: 'InvalidIdentityTokenException',
    message: 'Incorrect token audience',
  });
  const old = await tokenOf();
  now = new Date(now.getTime() + 3601_000);
  const expired = await failure(assume(old));
  expect(expired.code).toBe('ExpiredTokenException');
  expect(expired.message).toMatch(
    /^Token expired: current date\/time \d+ must be before the expiration date\/time \d+$/,
  );
  now = new Date();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'mine' })
    .setIssuer(issuer)
    .setSubject('system:serviceaccount:mf-a:metaflow-task')
    .setAudience('sts.amazonaws.com')
    .setExpirationTime('1h')
    .sign(privateKey);
  expect((await failure(assume(forged))).code).toBe('InvalidIdentityTokenException');
  const [head, body] = (await tokenOf()).split('.');
  expect((await failure(assume(`${head}.${body}.AAAA`))).code).toBe('InvalidIdentityTokenException');
  expect((await failure(assume('no token at all'))).code).toBe('InvalidIdentityTokenException');
});

test('an issuer without a provider in the account is unknown', async () => {
  const { account, region } = sandbox.seed;
  const other = issuer.replace(ID, ID.replace('A1', 'B2'));
  sandbox.objects.put({
    account,
    scope: region,
    type: 'aws_eks_cluster',
    id: 'no-provider',
    attributes: { identity: [{ oidc: [{ issuer: other }] }] },
    createdAt: now.toISOString(),
  });
  const { token } = await sandbox.services.issuer.serviceAccountToken({
    issuer: other,
    namespace: 'mf-a',
    serviceAccount: 'metaflow-task',
  });
  expect(await failure(assume(token))).toEqual({
    code: 'InvalidIdentityTokenException',
    message: `No OpenIDConnect provider found in your account for ${other}`,
  });
});

test('a task reads and writes its prefix and nothing beyond', async () => {
  const s3 = sandbox.s3({ credentials: await taskKeys() });
  const put = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'metaflow/a/data', Body: 'mine' }));
  expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn, BucketKeyEnabled: true });
  const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'metaflow/a/data' }));
  expect(await got.Body?.transformToString()).toBe('mine');
  const list = (Prefix?: string) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  expect((await list('metaflow/a/')).KeyCount).toBe(1);
  const forbidden = await Promise.all(
    [
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'metaflow/b/data', Body: 'x' })),
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'metaflow/b/data' })),
      s3.send(new GetObjectCommand({ Bucket: sandbox.seed.stateBucket, Key: 'x' })),
      list(),
      list('metaflow/'),
    ].map(failure),
  );
  expect(forbidden.map((refusal) => refusal.code)).toEqual(Array(5).fill('AccessDenied'));
});

test('without the key of the bucket its objects cannot be read', async () => {
  const { account } = sandbox.seed;
  const key = { account, scope: 'global', type: 'aws_iam_role_policy', id: 'mf-demo-task-a:s3' };
  const stored = sandbox.objects.get(key);
  if (stored === undefined) throw new Error('the policy was planted');
  const s3 = sandbox.s3({ credentials: await taskKeys() });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'metaflow/a/secret', Body: 'x' }));
  const policy = String(stored.attributes.policy).replaceAll('kms:', 'sns:');
  sandbox.objects.put({ ...stored, attributes: { ...stored.attributes, policy } });
  const refusal = await failure(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'metaflow/a/secret' })));
  sandbox.objects.put(stored);
  expect(refusal.message).toContain('is not authorized to perform: kms:Decrypt');
});

test('anyone can check a token with the published documents', async () => {
  const base = `${sandbox.endpoint}/oidc/id/${ID}`;
  const discovery = (await (await fetch(`${base}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
  expect(discovery).toMatchObject({ issuer, jwks_uri: `${base}/keys` });
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  const { payload } = await jwtVerify(await tokenOf(), keys, { issuer, audience: 'sts.amazonaws.com' });
  expect(payload).toMatchObject({
    sub: 'system:serviceaccount:mf-a:metaflow-task',
    'kubernetes.io': { namespace: 'mf-a', serviceaccount: { name: 'metaflow-task' } },
  });
  expect((await fetch(`${sandbox.endpoint}/oidc/id/NOBODY/keys`)).status).toBe(404);
});

test('a token is only made for a living cluster, a well-formed name and a lifetime that EKS allows', async () => {
  const make = (more: Record<string, unknown>) =>
    failure(sandbox.services.issuer.serviceAccountToken({ issuer, namespace: 'a', serviceAccount: 'b', ...more })).then(
      (refusal) => refusal.message,
    );
  expect(await make({ issuer: `${issuer}0` })).toContain('No cluster found');
  expect(await make({ namespace: 'a:b' })).toContain('Invalid namespace');
  expect(await make({ seconds: 599 })).toContain('must be between 600 and 86400');
});
