import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Keys, startTestServices, type TestServices } from '../http/testing.ts';

let sandbox: TestServices;
let now = new Date();

beforeAll(async () => {
  sandbox = await startTestServices({ clock: () => now });
});
beforeEach(() => {
  now = new Date();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('expected a refusal');
    },
    (error: Error) => ({ code: error.name, message: error.message }),
  );

const request = (more: Partial<AssumeRoleCommandInput> = {}): AssumeRoleCommandInput => ({
  RoleArn: sandbox.seed.deployerRole.arn,
  RoleSessionName: 'flowport-run_1',
  ExternalId: sandbox.seed.externalId,
  ...more,
});

async function assume(more: Partial<AssumeRoleCommandInput> = {}, keys?: Keys): Promise<Keys> {
  const { Credentials } = await sandbox.sts(keys).send(new AssumeRoleCommand(request(more)));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

function plantRole(name: string, o: { trust: unknown; policy?: unknown; more?: Record<string, unknown> }): string {
  const { account } = sandbox.seed;
  const arn = `arn:aws:iam::${account}:role/${name}`;
  const createdAt = now.toISOString();
  const at = { account, scope: 'global', createdAt };
  sandbox.objects.put({
    ...at,
    type: 'aws_iam_role',
    id: name,
    attributes: { name, arn, unique_id: `AROA${name}`, assume_role_policy: JSON.stringify(o.trust), ...o.more },
  });
  if (o.policy !== undefined) {
    const attributes = { role: name, name: 'inline', policy: JSON.stringify(o.policy) };
    sandbox.objects.put({ ...at, type: 'aws_iam_role_policy', id: `${name}:inline`, attributes });
  }
  return arn;
}

const trustUser = (more: Record<string, unknown> = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: sandbox.seed.user.arn }, Action: 'sts:AssumeRole', ...more }],
});

test('the seeded user is who it says it is', async () => {
  const identity = await sandbox.sts().send(new GetCallerIdentityCommand({}));
  const { user, account } = sandbox.seed;
  expect(identity).toMatchObject({ Arn: user.arn, Account: account, UserId: user.id });
});

test('the deployer role is assumed with external id, session name and tags', async () => {
  const keys = await assume({ Tags: [{ Key: 'flowport:run', Value: 'run_1' }], DurationSeconds: 900 });
  expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  const identity = await sandbox.sts(keys).send(new GetCallerIdentityCommand({}));
  const { account, deployerRole } = sandbox.seed;
  expect(identity.Arn).toBe(`arn:aws:sts::${account}:assumed-role/flowport-deployer/flowport-run_1`);
  expect(identity.UserId).toBe(`${deployerRole.id}:flowport-run_1`);
});

test.each([
  ['no external id', { ExternalId: undefined }],
  ['another external id', { ExternalId: 'wrong-external-id' }],
  ['a role that does not exist', { RoleArn: 'arn:aws:iam::111122223333:role/nobody' }],
])('%s: AccessDenied, and the caller, the action and the role are named', async (_, more) => {
  const refusal = await failure(sandbox.sts().send(new AssumeRoleCommand(request(more))));
  expect(refusal.code).toBe('AccessDenied');
  expect(refusal.message).toBe(
    `User: ${sandbox.seed.user.arn} is not authorized to perform: sts:AssumeRole on resource: ${'RoleArn' in more ? more.RoleArn : sandbox.seed.deployerRole.arn}`,
  );
});

test('tags need sts:TagSession in the trust policy', async () => {
  const RoleArn = plantRole('untagged', { trust: trustUser() });
  await assume({ RoleArn, ExternalId: undefined });
  const Tags = [{ Key: 'team', Value: 'a' }];
  const refusal = await failure(assume({ RoleArn, Tags }));
  expect(refusal.message).toContain('is not authorized to perform: sts:TagSession');
});

test.each([
  [899, /greater than or equal to 900/],
  [43_201, /less than or equal to 43200/],
])('a duration of %i s is refused', async (DurationSeconds, message) => {
  expect((await failure(assume({ DurationSeconds }))).message).toMatch(message);
});

test('a session may not be longer than its role allows, nor than an hour when roles are chained', async () => {
  const RoleArn = plantRole('hourly', { trust: trustUser(), more: { max_session_duration: 3600 } });
  expect((await failure(assume({ RoleArn, DurationSeconds: 3601 }))).message).toBe(
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
  const { deployerRole } = sandbox.seed;
  const chained = plantRole('chained', {
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: deployerRole.arn }, Action: 'sts:AssumeRole' }],
    },
    more: { max_session_duration: 43_200 },
  });
  const keys = await assume();
  const refusal = await failure(assume({ RoleArn: chained, DurationSeconds: 3601 }, keys));
  expect(refusal.message).toContain('1 hour session limit');
});

test('credentials end at their expiry, for S3 and for STS', async () => {
  const keys = await assume({ DurationSeconds: 900 });
  const Bucket = sandbox.seed.stateBucket;
  const s3 = (clockOffset: number) => sandbox.s3({ credentials: keys, systemClockOffset: clockOffset });
  await s3(0).send(new PutObjectCommand({ Bucket, Key: 'x', Body: '1' }));
  now = new Date(now.getTime() + 901_000);
  expect(await failure(s3(901_000).send(new GetObjectCommand({ Bucket, Key: 'x' })))).toEqual({
    code: 'ExpiredToken',
    message: 'The provided token has expired.',
  });
  const sts = new STSClient({
    endpoint: sandbox.endpoint,
    region: 'us-west-2',
    credentials: keys,
    systemClockOffset: 901_000,
  });
  expect((await failure(sts.send(new GetCallerIdentityCommand({})))).code).toBe('ExpiredToken');
});

test('wrong secrets, keys and tokens are told apart', async () => {
  const keys = await assume();
  const identity = (own: Keys) => failure(sandbox.sts(own).send(new GetCallerIdentityCommand({})));
  const { accessKeyId, secretAccessKey } = sandbox.keys;
  expect((await identity({ accessKeyId, secretAccessKey: 'wrong' })).code).toBe('SignatureDoesNotMatch');
  expect((await identity({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey })).code).toBe('InvalidClientTokenId');
  expect((await identity({ ...keys, sessionToken: 'other' })).code).toBe('InvalidClientTokenId');
  const withoutToken = { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey };
  expect((await identity(withoutToken)).code).toBe('InvalidClientTokenId');
  const Bucket = sandbox.seed.stateBucket;
  const read = (own: Keys) =>
    failure(sandbox.s3({ credentials: own }).send(new GetObjectCommand({ Bucket, Key: 'x' })));
  expect((await read({ accessKeyId, secretAccessKey: 'wrong' })).code).toBe('SignatureDoesNotMatch');
  expect((await read({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey })).code).toBe('InvalidAccessKeyId');
  expect((await read({ ...keys, sessionToken: 'other' })).code).toBe('InvalidToken');
});

test('a clock that is off by more than 15 minutes is refused', async () => {
  const s3 = new S3Client({
    endpoint: sandbox.endpoint,
    region: 'us-west-2',
    forcePathStyle: true,
    credentials: sandbox.keys,
    systemClockOffset: -16 * 60_000,
    maxAttempts: 1,
  });
  const refusal = await failure(s3.send(new GetObjectCommand({ Bucket: sandbox.seed.stateBucket, Key: 'x' })));
  expect(refusal.code).toBe('RequestTimeTooSkewed');
});

test('a role may do what its policies allow and no more, and a session policy takes away from that', async () => {
  const Bucket = sandbox.seed.stateBucket;
  const RoleArn = plantRole('prefix-a', {
    trust: trustUser(),
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${Bucket}/a/*` },
        { Effect: 'Deny', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/a/closed/*` },
      ],
    },
  });
  const put = (own: Keys, Key: string) =>
    sandbox.s3({ credentials: own }).send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const keys = await assume({ RoleArn });
  await put(keys, 'a/1');
  const arn = `arn:aws:sts::${sandbox.seed.account}:assumed-role/prefix-a/flowport-run_1`;
  expect(await failure(put(keys, 'b/1'))).toEqual({
    code: 'AccessDenied',
    message: `User: ${arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${Bucket}/b/1" because no identity-based policy allows the s3:PutObject action`,
  });
  expect((await failure(put(keys, 'a/closed/1'))).message).toMatch(/explicit deny in an identity-based policy$/);
  const readOnly = await assume({
    RoleArn,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    }),
  });
  expect((await failure(put(readOnly, 'a/1'))).code).toBe('AccessDenied');
  const got = await sandbox.s3({ credentials: readOnly }).send(new GetObjectCommand({ Bucket, Key: 'a/1' }));
  expect(await got.Body?.transformToString()).toBe('x');
  // Without s3:ListBucket a missing key looks like a forbidden one.
  const missing = sandbox.s3({ credentials: keys }).send(new GetObjectCommand({ Bucket, Key: 'a/none' }));
  expect((await failure(missing)).code).toBe('AccessDenied');
});
