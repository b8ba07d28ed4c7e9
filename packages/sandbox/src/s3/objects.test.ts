import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';

let sandbox: TestServices;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  sandbox = await startTestServices();
  s3 = sandbox.s3();
  Bucket = sandbox.seed.stateBucket;
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
    (error: { name: string; $metadata: { httpStatusCode: number } }) => ({
      code: error.name,
      status: error.$metadata.httpStatusCode,
    }),
  );

test('an object comes back as it was put, with its headers, ETag and version', async () => {
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a/b c+d.json',
      Body: '{"x":1}',
      ContentType: 'application/json',
      CacheControl: 'no-store',
      Metadata: { owner: 'jörg', team: 'a' },
    }),
  );
  expect(put.ETag).toBe(`"${createHash('md5').update('{"x":1}').digest('hex')}"`);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b c+d.json' }));
  expect(await got.Body?.transformToString()).toBe('{"x":1}');
  expect(got).toMatchObject({
    ETag: put.ETag,
    VersionId: put.VersionId,
    ContentType: 'application/json',
    CacheControl: 'no-store',
    ContentLength: 7,
    Metadata: { team: 'a' },
    ServerSideEncryption: 'AES256',
  });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d.json' }));
  expect(head).toMatchObject({ ETag: put.ETag, ContentLength: 7 });
});

test('If-None-Match: * lets exactly one of many concurrent writers through', async () => {
  const attempts = Array.from({ length: 12 }, (_, n) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'lock', Body: `writer ${n}`, IfNoneMatch: '*' })).then(
      () => n,
      (error) => error.name as string,
    ),
  );
  const outcomes = await Promise.all(attempts);
  const winners = outcomes.filter((outcome) => typeof outcome === 'number');
  expect(winners).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(11);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'lock' }));
  expect(await got.Body?.transformToString()).toBe(`writer ${winners[0]}`);
});

test('If-None-Match: * succeeds again once the object is deleted', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'lock2', Body: '1', IfNoneMatch: '*' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'lock2' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'lock2', Body: '2', IfNoneMatch: '*' }));
});

test('If-Match writes only over the ETag it names', async () => {
  const Key = 'cas';
  expect(await failure(s3.send(new PutObjectCommand({ Bucket, Key, Body: '0', IfMatch: '"x"' })))).toEqual({
    code: 'NoSuchKey',
    status: 404,
  });
  const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
  const attempts = ['2', '3'].map((Body) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, IfMatch: first.ETag })).then(
      () => 'written',
      (error) => error.name as string,
    ),
  );
  expect((await Promise.all(attempts)).sort()).toEqual(['PreconditionFailed', 'written']);
});

test('reads are conditional and ranged', async () => {
  const Key = 'range';
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
  const read = async (Range: string) => {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    return [await got.Body?.transformToString(), got.ContentRange];
  };
  expect(await read('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
  expect(await read('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
  expect(await read('bytes=8-100')).toEqual(['89', 'bytes 8-9/10']);
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=10-' })))).toEqual({
    code: 'InvalidRange',
    status: 416,
  });
  expect((await failure(s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag })))).status).toBe(304);
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key, IfMatch: '"other"' })))).toEqual({
    code: 'PreconditionFailed',
    status: 412,
  });
});

test('deleting a versioned object leaves a marker, and versions can be read and removed', async () => {
  const Key = 'history';
  const one = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
  const two = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '2' }));
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(marker.DeleteMarker).toBe(true);
  expect((await failure(s3.send(new GetObjectCommand({ Bucket, Key })))).code).toBe('NoSuchKey');
  const old = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: one.VersionId }));
  expect(await old.Body?.transformToString()).toBe('1');
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  expect(listed.Versions?.map((v) => [v.VersionId, v.IsLatest])).toEqual([
    [two.VersionId, false],
    [one.VersionId, false],
  ]);
  expect(listed.DeleteMarkers?.map((m) => [m.VersionId, m.IsLatest])).toEqual([[marker.VersionId, true]]);
  expect((await failure(s3.send(new GetObjectCommand({ Bucket, Key, VersionId: marker.VersionId })))).status).toBe(405);
  await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId }));
  const back = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await back.Body?.transformToString()).toBe('2');
});

test('suspending versioning keeps old versions and writes one null version', async () => {
  sandbox.services.buckets.create({ name: 'suspended-bucket', account: sandbox.seed.account, region: 'us-west-2' });
  const at = { Bucket: 'suspended-bucket', Key: 'k' };
  await s3.send(new PutObjectCommand({ ...at, Body: 'before' }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const versioned = await s3.send(new PutObjectCommand({ ...at, Body: 'versioned' }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
  );
  await s3.send(new PutObjectCommand({ ...at, Body: 'after' }));
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
  expect(listed.Versions?.map((version) => version.VersionId)).toEqual(['null', versioned.VersionId]);
});

test('DeleteObjects answers for each key', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'many/1 & <2>', Body: 'x' }));
  const answer = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/1 & <2>' }, { Key: 'never there' }] } }),
  );
  expect(answer.Deleted?.map((d) => d.Key)).toEqual(['many/1 & <2>', 'never there']);
  expect((await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'many/1 & <2>' })))).code).toBe('NoSuchKey');
});

test('a copy takes body and metadata along, and refuses to copy onto itself unchanged', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'from ü', Body: 'body', Metadata: { a: '1' } }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/${encodeURIComponent('from ü')}` }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'to' }));
  expect(await got.Body?.transformToString()).toBe('body');
  expect(got.Metadata).toEqual({ a: '1' });
  expect(await failure(s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/to` })))).toEqual({
    code: 'InvalidRequest',
    status: 400,
  });
});

test('a large object goes to a file and comes back whole and in part', async () => {
  const body = Buffer.alloc(3 * 1024 * 1024, 'flowport ');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: body, ChecksumAlgorithm: 'SHA256' }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'large', Range: 'bytes=1000000-1000008' }));
  expect(await part.Body?.transformToString()).toBe(body.subarray(1_000_000, 1_000_009).toString());
});
