/** PutObject, GetObject, HeadObject, DeleteObject. */
import { AwsError } from '../http/awsError.ts';
import { queryValue } from '../http/target.ts';
import type { StoredBody } from './bodies.ts';
import type { Bucket } from './buckets.ts';
import {
  bucketArn,
  bucketOf,
  mayDo,
  objectArn,
  param,
  requireMay,
  type S3,
  type S3Call,
  type S3Reply,
} from './call.ts';
import { type ChecksumName, checkChecksum, checksumHeader, declaredChecksum } from './checksums.ts';
import { type ByteRange, checkReadConditions, readRange, readWriteCondition } from './conditions.ts';
import { requireDecrypt, requireEncrypt } from './encryption.ts';
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion } from './errors.ts';
import { checksumHeaders, encryptionHeaders, readObjectHeaders, writeObjectHeaders } from './objectHeaders.ts';
import type { Version } from './versions.ts';

/** A single PUT takes 5 GiB, a part as well. */
const PUT_BYTES_MAX = 5 * 1024 ** 3;
const KEY_BYTES_MAX = 1024;

export async function putObject(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  checkKey(call.key);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const headers = readObjectHeaders(s3, call, bucket);
  if (Object.keys(headers.tags).length > 0) {
    requireMay(s3, call, { action: 's3:PutObjectTagging', resource: objectArn(bucket.name, call.key) });
  }
  requireEncrypt(s3, call, headers.encryption, bucket);
  const condition = readWriteCondition(call.headers);
  const version = await s3.pending.during(bucket.name, call.key, async (pending) => {
    const { stored, checksum } = await receiveBody(s3, call);
    return s3.versions.put({
      bucket,
      key: call.key,
      size: stored.size,
      etag: stored.md5.toString('hex'),
      headers: checksum === undefined ? headers : { ...headers, checksum: { ...checksum, type: 'FULL_OBJECT' } },
      body: stored.body,
      condition,
      pending,
    });
  });
  return { status: 200, headers: writtenHeaders(version, bucket) };
}

/** Headers that answer a finished write. */
export function writtenHeaders(version: Version, bucket: Bucket): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    ...encryptionHeaders(version.headers.encryption),
    ...checksumHeaders(version.headers),
    ...(bucket.versioning === undefined ? {} : { 'x-amz-version-id': version.versionId }),
  };
}

type Received = { stored: StoredBody; checksum?: { name: ChecksumName; value: string } };

/**
 * Reads a request's body into storage and judges the digests that came with it.
 * @param algorithm computed when the request itself declares no checksum
 * @throws AwsError EntityTooLarge, BadDigest, InvalidDigest
 */
export async function receiveBody(s3: S3, call: S3Call, algorithm?: ChecksumName): Promise<Received> {
  const { payload, headers } = call;
  if ((payload.declaredBytes ?? 0) > PUT_BYTES_MAX) throw entityTooLarge(payload.declaredBytes ?? 0);
  const declared = declaredChecksum(headers);
  const name = declared?.name ?? algorithm;
  const stored = await s3.bodies.write(payload.chunks(), name === undefined ? [] : [name]);
  try {
    checkMd5(headers.get('content-md5'), stored.md5);
    if (name === undefined) return { stored };
    const value = stored.checksums.get(name) ?? '';
    const expected = declared?.value ?? payload.trailers.get(checksumHeader(name));
    if (declared !== undefined && expected === undefined) {
      throw new AwsError(
        'MalformedTrailerError',
        400,
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      );
    }
    if (expected !== undefined) checkChecksum(name, expected, value);
    return { stored, checksum: { name, value } };
  } catch (error) {
    s3.bodies.discard(stored.body);
    throw error;
  }
}

function checkMd5(declared: string | undefined, computed: Buffer): void {
  if (declared === undefined) return;
  const digest = Buffer.from(declared, 'base64');
  if (digest.length !== 16) {
    throw new AwsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', {
      details: { 'Content-MD5': declared },
    });
  }
  if (digest.equals(computed)) return;
  throw new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
    details: { ExpectedDigest: declared, CalculatedDigest: computed.toString('base64') },
  });
}

function entityTooLarge(size: number): AwsError {
  return new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    details: { ProposedSize: String(size), MaxSizeAllowed: String(PUT_BYTES_MAX) },
  });
}

/** @throws AwsError KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= KEY_BYTES_MAX) return;
  throw new AwsError('KeyTooLongError', 400, 'Your key is too long', {
    details: { Size: String(size), MaxSizeAllowed: String(KEY_BYTES_MAX) },
  });
}

/**
 * Finds what a read asks for, with S3's three ways of not finding it.
 * @throws AwsError NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker that was named, AccessDenied
 */
export function findVersion(
  s3: S3,
  call: S3Call,
  target: { bucket: Bucket; key: string; versionId: string | undefined },
): Version {
  const { bucket, key, versionId } = target;
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  requireMay(s3, call, { action, resource: objectArn(bucket.name, key) });
  const found =
    versionId === undefined ? s3.versions.current(bucket.name, key) : s3.versions.byId(bucket.name, key, versionId);
  if (found?.isMarker === false) return found;
  // Who may not list must not learn that a key is free.
  if (!mayDo(s3, call, { action: 's3:ListBucket', resource: bucketArn(bucket.name) })) {
    throw new AwsError('AccessDenied', 403, 'Access Denied');
  }
  if (found === undefined) throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId };
  const error = versionId === undefined ? noSuchKey(key) : methodNotAllowed(call.method, 'DeleteMarker');
  throw withHeaders(error, { ...marker, ...(versionId === undefined ? {} : { allow: 'DELETE' }) });
}

function withHeaders(error: AwsError, headers: Record<string, string>): AwsError {
  return new AwsError(error.code, error.httpStatus, error.message, { details: error.details, headers });
}

export function getObject(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  const version = findVersion(s3, call, { bucket, key: call.key, versionId: param(call, 'versionId') });
  requireDecrypt(s3, call, version.headers.encryption, bucket);
  const headers = writeObjectHeaders(version, {
    isVersioned: bucket.versioning !== undefined,
    isChecksumWanted: call.headers.get('x-amz-checksum-mode') === 'ENABLED',
  });
  if (checkReadConditions(call.headers, version) === 'notModified') return { status: 304, headers };
  const part = partRange(param(call, 'partNumber'), version);
  const range = part ?? readRange(call.headers.get('range'), version.size);
  if (part !== undefined && version.headers.partSizes !== undefined) {
    headers['x-amz-mp-parts-count'] = String(version.headers.partSizes.length);
  }
  // A checksum of the whole says nothing about a part of it.
  if (range !== undefined) dropChecksums(headers);
  const { first, last } = range ?? { first: 0, last: version.size - 1 };
  Object.assign(headers, overriddenHeaders(call));
  headers['content-length'] = String(last - first + 1);
  if (range !== undefined) headers['content-range'] = `bytes ${first}-${last}/${version.size}`;
  const status = range === undefined ? 200 : 206;
  if (call.method === 'HEAD') return { status, headers };
  return { status, headers, body: s3.bodies.read(s3.versions.bodyOf(version), { first, last }) };
}

function dropChecksums(headers: Record<string, string>): void {
  for (const name of Object.keys(headers)) if (name.startsWith('x-amz-checksum-')) delete headers[name];
}

function partRange(partNumber: string | undefined, version: Version): ByteRange | undefined {
  if (partNumber === undefined) return undefined;
  const sizes = version.headers.partSizes ?? [version.size];
  const index = Number(partNumber) - 1;
  const size = sizes[index];
  if (size === undefined) throw new AwsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable');
  const first = sizes.slice(0, index).reduce((sum, one) => sum + one, 0);
  return { first, last: first + size - 1 };
}

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

function overriddenHeaders(call: S3Call): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = queryValue(call.query, `response-${name}`);
    // A line break would end the header and begin another.
    if (value !== undefined && !/^[\t\x20-\x7e\x80-\uffff]*$/.test(value)) {
      throw invalidArgument('Header value cannot be represented', `response-${name}`, value);
    }
    if (value !== undefined) out[name] = value;
  }
  return out;
}

export function deleteObject(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  const versionId = param(call, 'versionId');
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  requireMay(s3, call, { action, resource: objectArn(bucket.name, call.key) });
  const condition = readWriteCondition(call.headers);
  const removal = s3.versions.remove({ bucket, key: call.key, versionId, condition });
  return {
    status: 204,
    headers: {
      ...(removal.versionId === undefined ? {} : { 'x-amz-version-id': removal.versionId }),
      ...(removal.isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}
