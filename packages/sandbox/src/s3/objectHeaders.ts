/** Between HTTP headers and what is kept of them with an object. */
import { AwsError } from '../http/awsError.ts';
import { parseQuery } from '../http/target.ts';
import type { Bucket } from './buckets.ts';
import type { S3, S3Call } from './call.ts';
import { checksumHeader } from './checksums.ts';
import { kmsKeyArn } from './configuration.ts';
import { invalidArgument } from './errors.ts';
import type { ObjectHeaders, Version } from './versions.ts';

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
  'x-amz-website-redirect-location',
] as const;

/** User metadata may be 2 KB; names and values count. */
const METADATA_BYTES_MAX = 2048;

/** @throws AwsError MetadataTooLarge, InvalidTag, InvalidStorageClass, InvalidArgument, AccessControlListNotSupported */
export function readObjectHeaders(s3: S3, call: S3Call, bucket: Bucket): ObjectHeaders {
  const { headers } = call;
  checkAcl(headers);
  return {
    http: readHttpHeaders(headers),
    metadata: readMetadata(headers),
    encryption: readEncryption(s3, headers, bucket),
    storageClass: readStorageClass(headers),
    tags: readTags(headers.get('x-amz-tagging')),
  };
}

function readHttpHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const http: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers.get(name);
    if (value !== undefined) http[name] = value;
  }
  // `aws-chunked` is how the body travelled, not what it is.
  const encodings = (headers.get('content-encoding') ?? '').split(',').map((coding) => coding.trim());
  const kept = encodings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
  if (kept.length > 0) http['content-encoding'] = kept.join(',');
  http['content-type'] ??= 'binary/octet-stream';
  return http;
}

function readMetadata(headers: ReadonlyMap<string, string>): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of headers) {
    if (!name.startsWith('x-amz-meta-')) continue;
    metadata[name.slice('x-amz-meta-'.length)] = value;
    size += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value);
  }
  if (size <= METADATA_BYTES_MAX) return metadata;
  throw new AwsError('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
    details: { Size: String(size), MaxSizeAllowed: String(METADATA_BYTES_MAX) },
  });
}

function readEncryption(s3: S3, headers: ReadonlyMap<string, string>, bucket: Bucket): ObjectHeaders['encryption'] {
  const algorithm = headers.get('x-amz-server-side-encryption');
  if (headers.has('x-amz-server-side-encryption-customer-algorithm')) {
    throw new AwsError(
      'NotImplemented',
      501,
      'The sandbox does not keep objects under customer-provided keys (SSE-C).',
    );
  }
  if (algorithm === undefined) return s3.configuration.defaultEncryption(bucket);
  if (algorithm === 'AES256') return { algorithm };
  if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      algorithm,
    );
  }
  const keyArn = kmsKeyArn(bucket, headers.get('x-amz-server-side-encryption-aws-kms-key-id'));
  return {
    algorithm,
    keyArn,
    isBucketKey: headers.get('x-amz-server-side-encryption-bucket-key-enabled') === 'true',
  };
}

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

function readStorageClass(headers: ReadonlyMap<string, string>): string {
  const name = headers.get('x-amz-storage-class') ?? 'STANDARD';
  if (STORAGE_CLASSES.includes(name)) return name;
  throw new AwsError('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    details: { StorageClassRequested: name },
  });
}

/** @param raw `a=b&c=d`, as in `x-amz-tagging` */
function readTags(raw: string | undefined): Record<string, string> {
  const pairs = raw === undefined ? [] : parseQuery(raw);
  return checkTags(pairs.map(({ name, value }) => [name, value] as const));
}

export function checkTags(pairs: ReadonlyArray<readonly [string, string]>): Record<string, string> {
  if (pairs.length > 10) throw new AwsError('BadRequest', 400, 'Object tags cannot be greater than 10');
  const tags: Record<string, string> = {};
  for (const [key, value] of pairs) {
    if (key === '' || key.length > 128)
      throw new AwsError('InvalidTag', 400, 'The TagKey you have provided is invalid');
    if (value.length > 256) throw new AwsError('InvalidTag', 400, 'The TagValue you have provided is invalid');
    if (Object.hasOwn(tags, key)) {
      throw new AwsError('InvalidTag', 400, 'Cannot provide multiple Tags with the same key');
    }
    tags[key] = value;
  }
  return tags;
}

/** Buckets enforce owner's rights since 2023: ACLs other than those that say just that are refused. */
function checkAcl(headers: ReadonlyMap<string, string>): void {
  const acl = headers.get('x-amz-acl');
  const isGrant = [...headers.keys()].some((name) => name.startsWith('x-amz-grant-'));
  if (!isGrant && (acl === undefined || acl === 'bucket-owner-full-control' || acl === 'private')) return;
  throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
}

/** Headers of GET and HEAD. */
export function writeObjectHeaders(
  version: Version,
  options: { isVersioned: boolean; isChecksumWanted: boolean },
): Record<string, string> {
  const { headers } = version;
  const out: Record<string, string> = {
    ...headers.http,
    etag: `"${version.etag}"`,
    'last-modified': version.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
    ...encryptionHeaders(headers.encryption),
  };
  for (const [name, value] of Object.entries(headers.metadata)) out[`x-amz-meta-${name}`] = value;
  if (options.isVersioned) out['x-amz-version-id'] = version.versionId;
  if (headers.storageClass !== 'STANDARD') out['x-amz-storage-class'] = headers.storageClass;
  const tagCount = Object.keys(headers.tags).length;
  if (tagCount > 0) out['x-amz-tagging-count'] = String(tagCount);
  if (options.isChecksumWanted) Object.assign(out, checksumHeaders(headers));
  return out;
}

export function checksumHeaders(headers: ObjectHeaders): Record<string, string> {
  const { checksum } = headers;
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.name)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

export function encryptionHeaders(encryption: ObjectHeaders['encryption']): Record<string, string> {
  if (encryption.algorithm === 'AES256') return { 'x-amz-server-side-encryption': 'AES256' };
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn,
    ...(encryption.isBucketKey ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' } : {}),
  };
}
