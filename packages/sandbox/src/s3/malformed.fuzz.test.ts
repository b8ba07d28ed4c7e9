import { once } from 'node:events';
import { connect } from 'node:net';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';
import { sign } from '../http/testingSigner.ts';

const runs = process.env.FLOWPORT_FUZZ_RUNS;
const fuzzRuns = (short: number) => (runs === undefined ? { numRuns: short, seed: 4 } : { numRuns: Number(runs) });

let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
  // A bucket that is not empty stays, whoever asks for its end.
  await sandbox.s3().send(new PutObjectCommand({ Bucket: sandbox.seed.stateBucket, Key: 'kept', Body: 'x' }));
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const word = fc.oneof(
  fc.constantFrom('', '0', '-1', '99999999999999999999', 'NaN', '*', 'null', '\u00e4', '%', '../..', 'a'.repeat(2000)),
  fc.string({ maxLength: 12 }),
);
const subresource = fc.constantFrom(
  ...['versioning', 'versions', 'uploads', 'uploadId', 'partNumber', 'versionId', 'list-type', 'prefix', 'delimiter'],
  ...['max-keys', 'marker', 'continuation-token', 'start-after', 'key-marker', 'version-id-marker', 'encoding-type'],
  ...['delete', 'tagging', 'policy', 'acl', 'location', 'attributes', 'response-content-type', 'x-id', 'unknown'],
);
const header = fc.constantFrom(
  ...['if-match', 'if-none-match', 'if-modified-since', 'range', 'x-amz-copy-source', 'x-amz-copy-source-range'],
  ...['content-md5', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256', 'x-amz-sdk-checksum-algorithm'],
  ...['x-amz-decoded-content-length', 'x-amz-server-side-encryption', 'x-amz-tagging', 'x-amz-acl', 'content-type'],
  ...['x-amz-meta-a', 'x-amz-metadata-directive', 'x-amz-trailer', 'x-amz-expected-bucket-owner', 'content-encoding'],
);
/** What a header can hold at all; anything else never leaves a client. */
const headerValue = fc.oneof(
  fc.constantFrom('*', 'bytes=5-1', 'bytes=0-', 'aws-chunked', 'AES256', 'aws:kms', '/x', 'a/b?versionId=c', 'k=v&k=w'),
  fc.string({ unit: fc.constantFrom('a', '/', '=', '"', '%', ',', '-', '9'), maxLength: 12 }),
);
const xml = fc.constantFrom(
  '<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>',
  '<Delete><Object><Key></Key></Object></Delete>',
  '<Delete>',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  '<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>',
  '{"Version":"2012-10-17","Statement":"x"}',
  `<a>${'<b>'.repeat(5000)}`,
);

const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'),
  place: fc.constantFrom(
    '/',
    '/BUCKET',
    '/BUCKET/',
    '/BUCKET/key',
    '/BUCKET/a%2F..%2Fb',
    '/no-such-bucket/key',
    '/B_d/k',
  ),
  query: fc.dictionary(subresource, word, { maxKeys: 4 }),
  headers: fc.dictionary(header, headerValue, { maxKeys: 4 }),
  body: fc.oneof(fc.constant(''), xml, fc.string({ unit: 'binary', maxLength: 200 })),
});

test('whatever a signed request asks for is answered as S3 answers, and never by a fault of ours', async () => {
  const { seed, endpoint, keys } = sandbox;
  await fc.assert(
    fc.asyncProperty(request, async ({ method, place, query, headers, body }) => {
      const takesBody = method !== 'GET' && method !== 'HEAD';
      const path = place.replace('BUCKET', seed.stateBucket);
      const signed = sign(
        { method, path, query, headers, ...(takesBody ? { body } : {}) },
        { service: 's3', region: seed.region, keys, endpoint },
      );
      const response = await fetch(signed.url, signed.init);
      const text = await response.text();
      const told = [response.status, text.slice(0, 300)];
      expect(sandbox.faults).toEqual([]);
      expect([...told, response.status < 500 || response.status === 501]).toEqual([...told, true]);
      if (response.status < 400 || method === 'HEAD' || response.status === 412 || response.status === 304) return;
      expect(text).toMatch(/<Error>.*<Code>\w+<\/Code>.*<\/Error>/s);
    }),
    fuzzRuns(250),
  );
});

test('bytes that are no HTTP, and requests that break off, leave the server as it was', async () => {
  const { hostname, port } = new URL(sandbox.endpoint);
  const start = fc.constantFrom(
    '',
    'GET / HTTP/1.1\r\n',
    `PUT /${'k'.repeat(20)} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf`,
    'PUT /b/k HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'GET /%ff%zz?%=%& HTTP/1.1\r\nhost: x\r\nauthorization: AWS4-HMAC-SHA256 Credential=\r\n\r\n',
    'GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET // HTTP/1.1\r\nhost: x\r\n\r\n',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (text, bytes) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.resume();
      socket.end(Buffer.concat([Buffer.from(text), bytes]));
      await once(socket, 'close');
      expect(sandbox.faults).toEqual([]);
    }),
    fuzzRuns(60),
  );
  // One of its own, since what came before may have removed the other.
  const place = { Bucket: 'made-after-all-of-it', Key: 'still-there' };
  const CreateBucketConfiguration = { LocationConstraint: 'us-west-2' as const };
  await sandbox.s3().send(new CreateBucketCommand({ Bucket: place.Bucket, CreateBucketConfiguration }));
  await sandbox.s3().send(new PutObjectCommand({ ...place, Body: 'whole' }));
  const { Body } = await sandbox.s3().send(new GetObjectCommand(place));
  expect(await Body?.transformToString()).toBe('whole');
});
