import { request } from 'node:http';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';
import { sign } from '../http/testingSigner.ts';

let sandbox: TestServices;

beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

/** A PUT whose body is held back: `arrived` when the server has its head, `finish` sends the rest. */
function slowPut(key: string, headers: Record<string, string>) {
  const body = 'slow body';
  const path = `/${sandbox.seed.stateBucket}/${key}`;
  const { url, init } = sign(
    { method: 'PUT', path, body, headers },
    { service: 's3', region: sandbox.seed.region, keys: sandbox.keys, endpoint: sandbox.endpoint },
  );
  const call = request(url, {
    method: 'PUT',
    headers: { ...(init.headers as Record<string, string>), 'content-length': body.length },
  });
  const answer = new Promise<string>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (res) => {
      let text = `${res.statusCode} `;
      res.on('data', (data) => {
        text += data;
      });
      res.on('end', () => resolve(text));
    });
  });
  call.flushHeaders();
  const arrived = () => expect.poll(() => sandbox.seen.some((line) => line === `PUT ${path}`)).toBe(true);
  const finish = () => {
    call.end(body);
    return answer;
  };
  return { arrived, finish };
}

test('a delete in the midst of a conditional write makes it a conflict, and a retry is judged anew', async () => {
  const s3 = sandbox.s3();
  const at = { Bucket: sandbox.seed.stateBucket, Key: 'contended' };
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...at, Body: '1' }));
  const slow = slowPut(at.Key, { 'if-match': ETag });
  await slow.arrived();
  await s3.send(new DeleteObjectCommand(at));
  const answer = await slow.finish();
  expect(answer).toMatch(/^409 /);
  expect(answer).toContain('<Code>ConditionalRequestConflict</Code>');
  await expect(s3.send(new PutObjectCommand({ ...at, Body: '2', IfMatch: ETag }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('a write in the midst of another conditional one wins; the slower finds its condition failed', async () => {
  const s3 = sandbox.s3();
  const at = { Bucket: sandbox.seed.stateBucket, Key: 'overtaken' };
  const slow = slowPut(at.Key, { 'if-none-match': '*' });
  await slow.arrived();
  await s3.send(new PutObjectCommand({ ...at, Body: 'fast', IfNoneMatch: '*' }));
  const answer = await slow.finish();
  expect(answer).toMatch(/^412 /);
  expect(answer).toContain('<Condition>If-None-Match</Condition>');
});

test('a client that goes away in the midst of its upload leaves nothing behind', async () => {
  const path = `/${sandbox.seed.stateBucket}/abandoned`;
  const { url, init } = sign(
    { method: 'PUT', path, payloadHash: 'UNSIGNED-PAYLOAD' },
    { service: 's3', region: sandbox.seed.region, keys: sandbox.keys, endpoint: sandbox.endpoint },
  );
  const call = request(url, {
    method: 'PUT',
    headers: { ...(init.headers as Record<string, string>), 'content-length': 5_000_000 },
  });
  call.on('error', () => undefined);
  call.write(Buffer.alloc(2_000_000));
  await expect.poll(() => sandbox.seen.some((line) => line === `PUT ${path}`)).toBe(true);
  call.destroy();
  const { readdirSync } = await import('node:fs');
  await expect.poll(() => readdirSync(`${sandbox.dataDir}/s3-bodies`)).toEqual([]);
  const s3 = sandbox.s3();
  const at = { Bucket: sandbox.seed.stateBucket, Key: 'abandoned' };
  await expect(s3.send(new PutObjectCommand({ ...at, Body: 'x', IfNoneMatch: '*' }))).resolves.toBeDefined();
});
