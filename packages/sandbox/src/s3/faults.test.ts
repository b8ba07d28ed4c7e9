import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';
import { createS3Faults } from './faults.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
let sandbox: RunningSandbox;
let s3: S3Client;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
  const { accessKeyId, secretAccessKey, endpoint, region } = sandbox;
  s3 = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  s3.destroy();
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

async function set(...faults: object[]): Promise<void> {
  const response = await fetch(`${sandbox.endpoint}/_sandbox/s3faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });
  expect(await response.text()).toContain('"faults"');
  expect(response.status).toBe(200);
}
const put = (key: string, body = 'x') =>
  s3.send(new PutObjectCommand({ Bucket: sandbox.stateBucket, Key: key, Body: body }));
const get = async (key: string) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket: sandbox.stateBucket, Key: key }));
  return answer.Body?.transformToString();
};

test('the second write of a state is refused as S3 does when it is busy, and the third goes through', async () => {
  await set({ name: 'busy', operations: ['put'], pattern: 'a/.*[.]tfstate$', effect: 'error503', nth: 2 });
  await put('a/x.tfstate', '1');
  await expect(put('a/x.tfstate', '2')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  expect(await get('a/x.tfstate')).toBe('1');
  await put('a/x.tfstate', '3');
  expect(await get('a/x.tfstate')).toBe('3');
});

test('a connection that is dropped after the write leaves the object there', async () => {
  await set({ name: 'lost', operations: ['put'], pattern: '/b/', effect: 'dropAfter' });
  await expect(put('b/written', 'there')).rejects.toThrow(/socket|ECONNRESET/);
  expect(await get('b/written')).toBe('there');
});

test('a connection that is dropped before the write leaves nothing', async () => {
  await set({ name: 'unsaid', operations: ['put'], pattern: '/c/', effect: 'drop' });
  await expect(put('c/unwritten')).rejects.toThrow(/socket|ECONNRESET/);
  await expect(get('c/unwritten')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a slow answer is the right answer', async () => {
  await set({ name: 'late', operations: ['get'], pattern: '/d/', effect: 'slow', milliseconds: 150 });
  await put('d/one', 'here');
  const began = performance.now();
  expect(await get('d/one')).toBe('here');
  expect(performance.now() - began).toBeGreaterThan(140);
});

test('a listing is met by its prefix', async () => {
  await set({ name: 'list', operations: ['list'], pattern: 'prefix=e/', effect: 'error500' });
  const list = (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: sandbox.stateBucket, Prefix }));
  await list('f/');
  await expect(list('e/')).rejects.toMatchObject({ name: 'InternalError' });
});

test('what a seed strikes is the same each time', () => {
  const struckBy = (seed: number) => {
    const faults = createS3Faults();
    const operations = ['put'] as const;
    const rest = { operations, pattern: '', milliseconds: 0, nth: 1, times: 100, probability: 0.3 };
    faults.set([{ name: 'x', effect: 'error500', seed, ...rest }]);
    return Array.from({ length: 40 }, () => faults.strike({ method: 'PUT', url: '/b/k' }) !== undefined);
  };
  expect(struckBy(7)).toEqual(struckBy(7));
  expect(struckBy(7)).not.toEqual(struckBy(8));
  expect(struckBy(7).filter(Boolean).length).toBeGreaterThan(4);
});
