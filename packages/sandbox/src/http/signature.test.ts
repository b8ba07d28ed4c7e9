import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from './awsError.ts';
import { EMPTY_SHA256, readClaim, type SignedRequest, verifySignature } from './signature.ts';
import { parseTarget, uriEncode } from './target.ts';

// The examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

const request = (url: string, headers: Record<string, string>, method = 'GET'): SignedRequest => ({
  method,
  target: parseTarget(url),
  headers: new Map(Object.entries({ host: 'examplebucket.s3.amazonaws.com', ...headers })),
});

function isProven(signed: SignedRequest, payloadHash: string): boolean {
  const result = readClaim(signed);
  if (result.kind !== 'claim') throw new Error(`no claim: ${result.kind}`);
  return verifySignature(result.claim, signed, { secret: SECRET, payloadHash }) !== undefined;
}

const header = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;

test('the documented GET, PUT and list requests are proven', () => {
  const date = { 'x-amz-date': '20130524T000000Z' };
  const get = request('/test.txt', {
    ...date,
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY_SHA256,
    authorization: header(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  });
  expect(isProven(get, EMPTY_SHA256)).toBe(true);
  const hash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
  const put = request(
    '/test%24file.text',
    {
      ...date,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': hash,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      authorization: header(
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
    },
    'PUT',
  );
  expect(isProven(put, hash)).toBe(true);
  const list = request('/?max-keys=2&prefix=J', {
    ...date,
    'x-amz-content-sha256': EMPTY_SHA256,
    authorization: header(
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  });
  expect(isProven(list, EMPTY_SHA256)).toBe(true);
  expect(isProven({ ...list, method: 'PUT' }, EMPTY_SHA256)).toBe(false);
});

test('the documented presigned URL is proven', () => {
  const url =
    `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}` +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
  expect(isProven(request(url, {}), 'UNSIGNED-PAYLOAD')).toBe(true);
  expect(isProven(request(url.replace('86400', '86401'), {}), 'UNSIGNED-PAYLOAD')).toBe(false);
});

test.each([
  ['', 'Unsupported Authorization Type'],
  ['AWS AKIA:sig', 'Unsupported Authorization Type'],
  ['AWS4-HMAC-SHA256 Credential=a', 'requires three components'],
  ['AWS4-HMAC-SHA256 Credential=a/b/c,SignedHeaders=host,Signature=x', 'the Credential is mal-formed'],
])('the header %j is malformed', (authorization, message) => {
  const result = readClaim(request('/', { authorization }));
  expect(result.kind === 'malformed' ? result.message : result.kind).toContain(message);
});

test('no header and no target, however odd, is answered with anything but a claim or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (authorization, url) => {
      try {
        const signed = request(`/${url}`, { authorization: `AWS4-HMAC-SHA256 ${authorization}` });
        expect(['claim', 'malformed']).toContain(readClaim(signed).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
      }
    }),
    { numRuns: 1000 },
  );
});

test('what is encoded for a target is decoded to the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (key, value) => {
      const target = parseTarget(`/${uriEncode(key)}?${uriEncode(value)}=${uriEncode(key)}`);
      expect(target.path).toBe(`/${key}`);
      expect(target.query).toEqual([{ name: value, value: key }]);
    }),
  );
});
