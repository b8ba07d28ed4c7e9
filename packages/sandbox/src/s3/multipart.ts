/** CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload, ListParts, ListMultipartUploads. */
import { AwsError } from '../http/awsError.ts';
import { readAll } from '../http/payload.ts';
import { childNodes, childText, element, malformedXml, parseXml, text, xmlDocument } from '../http/xml.ts';
import type { Bucket } from './buckets.ts';
import {
  bucketArn,
  bucketOf,
  objectArn,
  param,
  requireMay,
  type S3,
  S3_NAMESPACE,
  type S3Call,
  type S3Reply,
  xmlReply,
} from './call.ts';
import { checkChecksum, declaredChecksum, parseChecksumName, startChecksum } from './checksums.ts';
import { bareEtag, readWriteCondition } from './conditions.ts';
import { requireEncrypt } from './encryption.ts';
import { invalidArgument, noSuchUpload } from './errors.ts';
import { owner } from './list.ts';
import { encryptionHeaders, readObjectHeaders } from './objectHeaders.ts';
import { checkKey, receiveBody, writtenHeaders } from './objects.ts';
import { multipartEtag, type Part, type Upload, type UploadChecksum } from './uploads.ts';
import type { ObjectHeaders } from './versions.ts';

const PART_NUMBER_MAX = 10_000;
/** Every part but the last must have 5 MiB. */
const PART_BYTES_MIN = 5 * 1024 ** 2;
const COMPLETE_BODY_BYTES_MAX = 2 * 1024 ** 2;

export function createMultipartUpload(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  checkKey(call.key);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const headers = readObjectHeaders(s3, call, bucket);
  requireEncrypt(s3, call, headers.encryption, bucket);
  const checksum = readUploadChecksum(call.headers);
  const upload = s3.uploads.begin({ bucket: bucket.name, key: call.key, headers, checksum });
  const document = xmlDocument(
    'InitiateMultipartUploadResult',
    S3_NAMESPACE,
    text('Bucket', bucket.name),
    text('Key', call.key),
    text('UploadId', upload.uploadId),
  );
  return xmlReply(document, {
    ...encryptionHeaders(headers.encryption),
    ...(checksum === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': checksum.name, 'x-amz-checksum-type': checksum.type }),
  });
}

function readUploadChecksum(headers: ReadonlyMap<string, string>): UploadChecksum | undefined {
  const algorithm = headers.get('x-amz-checksum-algorithm');
  const type = headers.get('x-amz-checksum-type');
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw new AwsError(
      'InvalidRequest',
      400,
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const name = parseChecksumName(algorithm);
  const natural = name === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (type === undefined) return { name, type: natural };
  if (type === 'FULL_OBJECT' && name.startsWith('CRC')) return { name, type };
  if (type === 'COMPOSITE' && name !== 'CRC64NVME') return { name, type };
  throw new AwsError(
    'InvalidRequest',
    400,
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

/** @throws AwsError InvalidArgument */
export function readPartNumber(call: S3Call): number {
  const value = param(call, 'partNumber') ?? '';
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= PART_NUMBER_MAX) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', value);
}

/** @throws AwsError NoSuchUpload */
export function findUpload(s3: S3, call: S3Call, bucket: Bucket): Upload {
  const uploadId = param(call, 'uploadId') ?? '';
  const upload = s3.uploads.find(bucket.name, call.key, uploadId);
  if (upload === undefined) throw noSuchUpload(uploadId);
  return upload;
}

export async function uploadPart(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const number = readPartNumber(call);
  const upload = findUpload(s3, call, bucket);
  const declared = declaredChecksum(call.headers);
  if (upload.checksum !== undefined && declared !== undefined && declared.name !== upload.checksum.name) {
    throw new AwsError(
      'InvalidRequest',
      400,
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.name.toLowerCase()}, actual checksum Type: ${declared.name.toLowerCase()}`,
    );
  }
  const { stored, checksum } = await receiveBody(s3, call, upload.checksum?.name);
  const etag = stored.md5.toString('hex');
  const part = { number, size: stored.size, etag, ...(checksum === undefined ? {} : { checksum: checksum.value }) };
  if (!s3.uploads.addPart(upload.uploadId, { ...part, body: stored.body })) throw noSuchUpload(upload.uploadId);
  return {
    status: 200,
    headers: {
      etag: `"${etag}"`,
      ...encryptionHeaders(upload.headers.encryption),
      ...(checksum === undefined ? {} : { [`x-amz-checksum-${checksum.name.toLowerCase()}`]: checksum.value }),
    },
  };
}

export async function completeMultipartUpload(s3: S3, call: S3Call): Promise<S3Reply> {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:PutObject', resource: objectArn(bucket.name, call.key) });
  const upload = findUpload(s3, call, bucket);
  const body = await readAll(call.payload.chunks(), COMPLETE_BODY_BYTES_MAX);
  const parts = chooseParts(readPartList(body), s3.uploads.parts(upload.uploadId));
  const condition = readWriteCondition(call.headers);
  const version = await s3.pending.during(bucket.name, call.key, async (pending) => {
    const isFull = upload.checksum?.type === 'FULL_OBJECT';
    const stored = await s3.bodies.write(
      joinParts(s3, upload.uploadId, parts),
      isFull && upload.checksum !== undefined ? [upload.checksum.name] : [],
    );
    const checksum = objectChecksum(upload.checksum, parts, isFull ? [...stored.checksums.values()][0] : undefined);
    if (checksum !== undefined) {
      const declared = call.headers.get(`x-amz-checksum-${checksum.name.toLowerCase()}`);
      if (declared !== undefined && isFull) checkChecksum(checksum.name, declared, checksum.value);
    }
    const headers: ObjectHeaders = {
      ...upload.headers,
      partSizes: parts.map((part) => part.size),
      ...(checksum === undefined ? {} : { checksum }),
    };
    const etag = multipartEtag(parts.map((part) => part.etag));
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
  s3.uploads.drop(upload.uploadId);
  const { checksum } = version.headers;
  const document = xmlDocument(
    'CompleteMultipartUploadResult',
    S3_NAMESPACE,
    text('Location', `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURI(call.key)}`),
    text('Bucket', bucket.name),
    text('Key', call.key),
    text('ETag', `"${version.etag}"`),
    checksum === undefined
      ? ''
      : text(`Checksum${checksum.name}`, checksum.value) + text('ChecksumType', checksum.type),
  );
  const { etag: _etag, ...headers } = writtenHeaders(version, bucket);
  return xmlReply(document, headers);
}

type Wanted = { number: number; etag: string };

function readPartList(body: Buffer): Wanted[] {
  const nodes = childNodes(parseXml(body, 'CompleteMultipartUpload'), 'Part');
  if (nodes.length === 0) throw malformedXml();
  return nodes.map((node) => {
    const number = Number(childText(node, 'PartNumber')?.trim());
    const etag = childText(node, 'ETag');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    return { number, etag: bareEtag(etag) };
  });
}

function chooseParts(wanted: readonly Wanted[], stored: readonly Part[]): Part[] {
  if (wanted.some(({ number }, index) => number <= (wanted[index - 1]?.number ?? 0))) {
    throw new AwsError(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return wanted.map(({ number, etag }, index) => {
    const part = byNumber.get(number);
    if (part === undefined || part.etag !== etag) {
      throw new AwsError(
        'InvalidPart',
        400,
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { details: { PartNumber: String(number), ETag: etag } },
      );
    }
    if (index < wanted.length - 1 && part.size < PART_BYTES_MIN) {
      throw new AwsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
        details: {
          ProposedSize: String(part.size),
          MinSizeAllowed: String(PART_BYTES_MIN),
          PartNumber: String(number),
        },
      });
    }
    return part;
  });
}

async function* joinParts(s3: S3, uploadId: string, parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    yield* s3.bodies.read(s3.uploads.partBody(uploadId, part.number), { first: 0, last: part.size - 1 });
  }
}

function objectChecksum(
  kind: UploadChecksum | undefined,
  parts: readonly Part[],
  full: string | undefined,
): ObjectHeaders['checksum'] {
  if (kind === undefined) return undefined;
  if (kind.type === 'FULL_OBJECT') return full === undefined ? undefined : { ...kind, value: full };
  const sums = parts.map((part) => Buffer.from(part.checksum ?? '', 'base64'));
  const digest = startChecksum(kind.name);
  digest.update(Buffer.concat(sums));
  return { ...kind, value: `${digest.base64()}-${parts.length}` };
}

export function abortMultipartUpload(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:AbortMultipartUpload', resource: objectArn(bucket.name, call.key) });
  s3.uploads.drop(findUpload(s3, call, bucket).uploadId);
  return { status: 204 };
}

export function listParts(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:ListMultipartUploadParts', resource: objectArn(bucket.name, call.key) });
  const upload = findUpload(s3, call, bucket);
  const marker = Number(param(call, 'part-number-marker') ?? 0);
  const partsMax = Math.min(Number(param(call, 'max-parts') ?? 1000), 1000);
  const after = s3.uploads.parts(upload.uploadId).filter((part) => part.number > marker);
  const page = after.slice(0, partsMax);
  const isTruncated = after.length > page.length;
  const document = xmlDocument(
    'ListPartsResult',
    S3_NAMESPACE,
    text('Bucket', bucket.name),
    text('Key', call.key),
    text('UploadId', upload.uploadId),
    owner(s3),
    text('StorageClass', upload.headers.storageClass),
    text('PartNumberMarker', marker),
    isTruncated ? text('NextPartNumberMarker', page.at(-1)?.number) : '',
    text('MaxParts', partsMax),
    text('IsTruncated', isTruncated),
    text('ChecksumAlgorithm', upload.checksum?.name),
    text('ChecksumType', upload.checksum?.type),
    ...page.map((part) =>
      element(
        'Part',
        text('PartNumber', part.number),
        text('LastModified', part.modifiedAt.toISOString()),
        text('ETag', `"${part.etag}"`),
        text('Size', part.size),
        upload.checksum === undefined ? '' : text(`Checksum${upload.checksum.name}`, part.checksum),
      ),
    ),
  );
  return xmlReply(document);
}

export function listMultipartUploads(s3: S3, call: S3Call): S3Reply {
  const bucket = bucketOf(s3, call);
  requireMay(s3, call, { action: 's3:ListBucketMultipartUploads', resource: bucketArn(bucket.name) });
  const prefix = param(call, 'prefix') ?? '';
  const uploads = s3.uploads.list(bucket.name).filter((upload) => upload.key.startsWith(prefix));
  const document = xmlDocument(
    'ListMultipartUploadsResult',
    S3_NAMESPACE,
    text('Bucket', bucket.name),
    text('KeyMarker', ''),
    text('UploadIdMarker', ''),
    text('Prefix', prefix),
    text('MaxUploads', 1000),
    text('IsTruncated', false),
    ...uploads.map((upload) =>
      element(
        'Upload',
        text('Key', upload.key),
        text('UploadId', upload.uploadId),
        owner(s3),
        text('StorageClass', upload.headers.storageClass),
        text('Initiated', upload.initiatedAt.toISOString()),
      ),
    ),
  );
  return xmlReply(document);
}
