/** CopyObject and UploadPartCopy. */
import { AwsError } from '../http/awsError.ts';
import { text, xmlDocument } from '../http/xml.ts';
import type { Bucket } from './buckets.ts';
import { bucketOf, objectArn, requireMay, type S3, S3_NAMESPACE, type S3Call, type S3Reply, xmlReply } from './call.ts';
import { type ByteRange, bareEtag, readWriteCondition } from './conditions.ts';
import { requireDecrypt, requireEncrypt } from './encryption.ts';
import { invalidArgument, noSuchUpload, preconditionFailed } from './errors.ts';
import { findUpload, readPartNumber } from './multipart.ts';
import { readObjectHeaders } from './objectHeaders.ts';
import { checkKey, findVersion, writtenHeaders } from './objects.ts';
import type { ObjectHeaders, Version } from './versions.ts';

type Source = { bucket: Bucket; version: Version };

function findSource(s3: S3, call: S3Call): Source {
  const raw = call.headers.get('x-amz-copy-source') ?? '';
  const [rawPath = '', rawQuery = ''] = raw.split('?versionId=');
  const path = decodeSource(rawPath).replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      raw,
    );
  }
  const bucket = bucketOf(s3, { bucketName: path.slice(0, slash) });
  const versionId = rawQuery === '' ? undefined : decodeSource(rawQuery);
  const version = findVersion(s3, call, { bucket, key: path.slice(slash + 1), versionId });
  requireDecrypt(s3, call, version.headers.encryption, bucket);
  checkSourceConditions(call.headers, version);
  return { bucket, version };
}

function decodeSource(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new AwsError('InvalidArgument', 400, 'Copy source is not properly encoded', { cause });
  }
}

function checkSourceConditions(headers: ReadonlyMap<string, string>, version: Version): void {
  const ifMatch = headers.get('x-amz-copy-source-if-match');
  if (ifMatch !== undefined && bareEtag(ifMatch) !== version.etag)
    throw preconditionFailed('x-amz-copy-source-If-Match');
  const ifNoneMatch = headers.get('x-amz-copy-source-if-none-match');
  if (ifNoneMatch !== undefined && bareEtag(ifNoneMatch) === version.etag) {
    throw preconditionFailed('x-amz-copy-source-If-None-Match');
  }
}

export async function copyObject(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  checkKey(call.key);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const source = findSource(s3, call);
  const headers = copiedHeaders(s3, call, { source, bucket });
  requireEncrypt(s3, call, headers.encryption, bucket);
  const condition = readWriteCondition(call.headers);
  const version = await s3.pending.during(bucket.name, call.key, async (pending) => {
    const whole = { first: 0, last: source.version.size - 1 };
    const stored = await s3.bodies.write(s3.bodies.read(s3.versions.bodyOf(source.version), whole), []);
    const etag = stored.md5.toString('hex');
    return s3.versions.put({
      bucket,
      key: call.key,
      size: stored.size,
      etag,
      headers,
      body: stored.body,
      condition,
      pending,
    });
  });
  const document = xmlDocument(
    'CopyObjectResult',
    S3_NAMESPACE,
    text('LastModified', version.modifiedAt.toISOString()),
    text('ETag', `"${version.etag}"`),
  );
  const { etag: _etag, ...written } = writtenHeaders(version, bucket);
  return xmlReply(document, { ...written, ...sourceHeaders(source) });
}

function sourceHeaders({ bucket, version }: Source): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-copy-source-version-id': version.versionId };
}

function copiedHeaders(s3: S3, call: S3Call, o: { source: Source; bucket: Bucket }): ObjectHeaders {
  const { version, bucket: sourceBucket } = o.source;
  const own = readObjectHeaders(s3, call, o.bucket);
  const directive = readDirective(call.headers, 'x-amz-metadata-directive');
  const tagging = readDirective(call.headers, 'x-amz-tagging-directive');
  const isSame = sourceBucket.name === o.bucket.name && version.key === call.key && version.isCurrent;
  const isChanged =
    directive === 'REPLACE' ||
    call.headers.has('x-amz-storage-class') ||
    call.headers.has('x-amz-server-side-encryption') ||
    call.headers.has('x-amz-website-redirect-location');
  if (isSame && !isChanged) {
    throw new AwsError(
      'InvalidRequest',
      400,
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { checksum } = version.headers;
  return {
    ...own,
    ...(directive === 'REPLACE' ? {} : { http: version.headers.http, metadata: version.headers.metadata }),
    tags: tagging === 'REPLACE' ? own.tags : version.headers.tags,
    ...(checksum?.type === 'FULL_OBJECT' ? { checksum } : {}),
  };
}

function readDirective(headers: ReadonlyMap<string, string>, name: string): 'COPY' | 'REPLACE' {
  const value = headers.get(name) ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw invalidArgument('Unknown metadata directive.', name, value);
}

export async function uploadPartCopy(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const number = readPartNumber(call);
  const upload = findUpload(s3, call, bucket);
  const source = findSource(s3, call);
  const range = readCopyRange(call.headers.get('x-amz-copy-source-range'), source.version.size);
  const name = upload.checksum?.name;
  const body = s3.bodies.read(s3.versions.bodyOf(source.version), range);
  const stored = await s3.bodies.write(body, name === undefined ? [] : [name]);
  const etag = stored.md5.toString('hex');
  const checksum = name === undefined ? undefined : stored.checksums.get(name);
  const part = { number, size: stored.size, etag, body: stored.body, ...(checksum === undefined ? {} : { checksum }) };
  if (!s3.uploads.addPart(upload.uploadId, part)) throw noSuchUpload(upload.uploadId);
  const document = xmlDocument(
    'CopyPartResult',
    S3_NAMESPACE,
    text('LastModified', s3.clock().toISOString()),
    text('ETag', `"${etag}"`),
    name === undefined ? '' : text(`Checksum${name}`, checksum),
  );
  return xmlReply(document, sourceHeaders(source));
}

function readCopyRange(value: string | undefined, size: number): ByteRange {
  if (value === undefined) return { first: 0, last: size - 1 };
  const match = /^bytes=(\d+)-(\d+)$/.exec(value);
  const [, first, last] = match === null ? [] : match.map(Number);
  if (first === undefined || last === undefined || first > last) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      value,
    );
  }
  if (last < size) return { first, last };
  throw invalidArgument(
    `Range specified is not valid for source object of size: ${size}`,
    'x-amz-copy-source-range',
    value,
  );
}
