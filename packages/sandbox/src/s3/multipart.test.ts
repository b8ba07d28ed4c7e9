import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';

const MEBIBYTE = 1024 ** 2;

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

const md5 = (data: Buffer) => createHash('md5').update(data).digest();

async function uploadParts(Key: string, parts: readonly Buffer[], algorithm?: ChecksumAlgorithm) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: algorithm }));
  const done: CompletedPart[] = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const part = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: algorithm }),
    );
    done.push({ PartNumber, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256, ChecksumCRC32: part.ChecksumCRC32 });
  }
  return { UploadId, done };
}

test('parts become one object, with the ETag that S3 would give', async () => {
  const parts = [randomBytes(5 * MEBIBYTE), randomBytes(5 * MEBIBYTE), randomBytes(1000)];
  const { UploadId, done } = await uploadParts('multi', parts, 'SHA256');
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key: 'multi', UploadId, MaxParts: 2 }));
  expect(listed.Parts?.map((part) => part.Size)).toEqual([5 * MEBIBYTE, 5 * MEBIBYTE]);
  expect(listed.NextPartNumberMarker).toBe('2');
  const complete = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'multi', UploadId, MultipartUpload: { Parts: done } }),
  );
  expect(complete.ETag).toBe(`"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`);
  const sums = parts.map((part) => createHash('sha256').update(part).digest());
  expect(complete.ChecksumSHA256).toBe(`${createHash('sha256').update(Buffer.concat(sums)).digest('base64')}-3`);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'multi' }));
  expect(md5(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toEqual(md5(Buffer.concat(parts)));
  const second = await s3.send(new GetObjectCommand({ Bucket, Key: 'multi', PartNumber: 2 }));
  expect(second).toMatchObject({ PartsCount: 3, ContentLength: 5 * MEBIBYTE });
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
});

test('a completion is conditional too', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'taken', Body: 'x' }));
  const { UploadId, done } = await uploadParts('taken', [Buffer.from('y')]);
  const complete = (more: { IfNoneMatch?: string }) =>
    s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'taken', UploadId, MultipartUpload: { Parts: done }, ...more }),
    );
  await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect((await complete({})).VersionId).toBeDefined();
});

test.each([
  ['a part that is too small', [10, 10], [1, 2], 'EntityTooSmall'],
  ['parts out of order', [5 * MEBIBYTE, 10], [2, 1], 'InvalidPartOrder'],
  ['a part that is missing', [10], [2], 'InvalidPart'],
])('%s: refused', async (_, sizes, order, name) => {
  const { UploadId, done } = await uploadParts(
    'wrong',
    sizes.map((size) => Buffer.alloc(size)),
  );
  const Parts = order.map((PartNumber) => ({ PartNumber, ETag: done[PartNumber - 1]?.ETag ?? '"none"' }));
  const complete = new CompleteMultipartUploadCommand({ Bucket, Key: 'wrong', UploadId, MultipartUpload: { Parts } });
  await expect(s3.send(complete)).rejects.toMatchObject({ name });
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'wrong', UploadId }));
  await expect(s3.send(complete)).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('a part can be copied from an object', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'target' }));
  const part = await s3.send(
    new UploadPartCopyCommand({
      Bucket,
      Key: 'target',
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/source`,
      CopySourceRange: 'bytes=2-5',
    }),
  );
  const Parts = [{ PartNumber: 1, ETag: part.CopyPartResult?.ETag }];
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'target', UploadId, MultipartUpload: { Parts } }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'target' }));
  expect(await got.Body?.transformToString()).toBe('2345');
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'a %s checksum is judged when it comes as a header, as a trailer of a stream, and is given back',
  async (algorithm) => {
    const Body = randomBytes(100_000);
    const header = await s3.send(new PutObjectCommand({ Bucket, Key: algorithm, Body, ChecksumAlgorithm: algorithm }));
    const stream = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: `${algorithm}/stream`,
        Body: Readable.from([Body.subarray(0, 70_000), Body.subarray(70_000)]),
        ContentLength: Body.length,
        ChecksumAlgorithm: algorithm,
      }),
    );
    const name = `Checksum${algorithm}` as const;
    expect(header[name]).toBeTruthy();
    expect(stream[name]).toBe(header[name]);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: algorithm, ChecksumMode: 'ENABLED' }));
    expect(head[name]).toBe(header[name]);
    // The client itself compares what it reads with the checksum.
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: `${algorithm}/stream`, ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
    const wrong = new PutObjectCommand({
      Bucket,
      Key: 'wrong',
      Body,
      [name]: header[name]?.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    });
    await expect(s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
  },
);
