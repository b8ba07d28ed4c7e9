import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';

let sandbox: TestServices;
let s3: S3Client;

beforeAll(async () => {
  sandbox = await startTestServices();
  s3 = sandbox.s3();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const LocationConstraint = 'us-west-2' as const;
const create = (Bucket: string) =>
  s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));

test('a bucket is created, found, listed and removed when empty', async () => {
  const Bucket = 'life-of-a-bucket';
  await create(Bucket);
  expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'us-west-2' });
  expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('us-west-2');
  const names = (await s3.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name);
  expect(names).toEqual([sandbox.seed.stateBucket, Bucket]);
  await expect(create(Bucket)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '1' }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '1' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('delete markers and old versions keep a bucket from being empty; force removes them', async () => {
  const Bucket = 'only-markers';
  await create(Bucket);
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
  expect(sandbox.services.buckets.objectCount(Bucket)).toBe(1);
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  sandbox.services.buckets.remove(Bucket, { force: true });
  expect(sandbox.services.buckets.exists(Bucket)).toBe(false);
});

test.each(['Upper', 'ab', 'a..b', 'a.-b', '1.2.3.4', 'xn--a', 'a-s3alias', '-abc', 'a'.repeat(64)])(
  'the bucket name %j is refused',
  (name) => {
    const make = () => sandbox.services.buckets.create({ name, account: '1', region: 'us-west-2' });
    expect(make).toThrow('The specified bucket is not valid.');
  },
);

test('another account learns only that a name is taken', () => {
  const make = () =>
    sandbox.services.buckets.create({ name: sandbox.seed.stateBucket, account: '999999999999', region: 'us-west-2' });
  expect(make).toThrow(/requested bucket name is not available/);
});

test('a request signed for another region is told the right one in a refusal', async () => {
  const elsewhere = sandbox.s3({ region: 'eu-central-1' });
  const Bucket = sandbox.seed.stateBucket;
  await expect(elsewhere.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
    name: 'AuthorizationHeaderMalformed',
    message: "The authorization header is malformed; the region 'eu-central-1' is wrong; expecting 'us-west-2'",
    Region: 'us-west-2',
  });
});

test('settings are those that Terraform made, else what S3 has by default', async () => {
  const Bucket = sandbox.seed.stateBucket;
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
  ).toBe('AES256');
  const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration?.BlockPublicAcls).toBe(true);
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
});

test("a bucket's policy is judged: a deny binds even the administrator, and TLS counts as used", async () => {
  const Bucket = 'with-a-policy';
  await create(Bucket);
  const arn = `arn:aws:s3:::${Bucket}`;
  const statement = (more: Record<string, unknown>) => ({ Effect: 'Deny', Principal: '*', Action: 's3:*', ...more });
  const set = (...Statement: unknown[]) =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  await set(
    statement({ Resource: [arn, `${arn}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    statement({ Resource: `${arn}/closed/*`, Action: 's3:PutObject' }),
  );
  await s3.send(new PutObjectCommand({ Bucket, Key: 'open/1', Body: '1' }));
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'closed/1', Body: '1' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(/with an explicit deny in a resource-based policy$/),
  });
  await expect(set({ Effect: 'Deny', Principal: '*', Action: 's3:*' })).rejects.toMatchObject({
    name: 'MalformedPolicy',
  });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'closed/1', Body: '1' }));
});

test('objects carry tags', async () => {
  const at = { Bucket: sandbox.seed.stateBucket, Key: 'tagged' };
  await s3.send(new PutObjectCommand({ ...at, Body: '1', Tagging: 'a=1&b=x%20y' }));
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: 'x y' },
  ]);
  await s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: 'c', Value: '<&>' }] } }));
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([{ Key: 'c', Value: '<&>' }]);
});
