/** ListObjectsV2, ListObjects and ListObjectVersions. */
import { createHash } from 'node:crypto';
import { uriEncode } from '../http/target.ts';
import { element, text, xmlDocument } from '../http/xml.ts';
import {
  bucketArn,
  bucketOf,
  param,
  requireMay,
  type S3,
  S3_NAMESPACE,
  type S3Call,
  type S3Reply,
  xmlReply,
} from './call.ts';
import { invalidArgument } from './errors.ts';
import { type Entry, type Mark, PAGE_ENTRIES_MAX } from './listings.ts';
import type { Version } from './versions.ts';

type ListCall = {
  bucket: string;
  prefix: string;
  delimiter: string;
  entriesMax: number;
  /** Writes a key as the caller asked for it. */
  name: (key: string) => string;
  encoding: string | undefined;
};

function readListCall(s3: S3, call: S3Call, action: string): ListCall {
  const bucket = bucketOf(s3, call);
  const prefix = param(call, 'prefix') ?? '';
  const delimiter = param(call, 'delimiter') ?? '';
  const entriesMax = readMaxKeys(param(call, 'max-keys'));
  requireMay(s3, call, {
    action,
    resource: bucketArn(bucket.name),
    extra: {
      // Absent and empty are different to IAM's Null, but S3 sends the key only with the parameter.
      ...(param(call, 'prefix') === undefined ? {} : { 's3:prefix': prefix }),
      ...(param(call, 'delimiter') === undefined ? {} : { 's3:delimiter': delimiter }),
      's3:max-keys': String(entriesMax),
    },
  });
  const encoding = param(call, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  }
  const name = (key: string) => (encoding === 'url' ? key.split('/').map(uriEncode).join('/') : key);
  return { bucket: bucket.name, prefix, delimiter, entriesMax, name, encoding };
}

function readMaxKeys(value: string | undefined): number {
  if (value === undefined || value === '') return PAGE_ENTRIES_MAX;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 2_147_483_647) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', value);
  }
  return Math.min(number, PAGE_ENTRIES_MAX);
}

export function listObjectsV2(s3: S3, call: S3Call): S3Reply {
  const list = readListCall(s3, call, 's3:ListBucket');
  const token = param(call, 'continuation-token');
  const startAfter = param(call, 'start-after');
  const after = token === undefined ? keyMark(startAfter) : openToken(token, list.bucket);
  const page = s3.listings.objects({ ...list, after });
  const isOwnerWanted = param(call, 'fetch-owner') === 'true';
  return listReply('ListBucketResult', [
    text('Name', list.bucket),
    text('Prefix', list.name(list.prefix)),
    list.delimiter === '' ? '' : text('Delimiter', list.name(list.delimiter)),
    text('MaxKeys', list.entriesMax),
    text('EncodingType', list.encoding),
    text('KeyCount', page.entries.length),
    text('IsTruncated', page.isTruncated),
    text('ContinuationToken', token),
    text('StartAfter', startAfter === undefined ? undefined : list.name(startAfter)),
    page.isTruncated && page.last !== undefined ? text('NextContinuationToken', sealToken(page.last, list.bucket)) : '',
    ...contents(page.entries, list, isOwnerWanted ? owner(s3) : ''),
    ...commonPrefixes(page.entries, list),
  ]);
}

export function listObjects(s3: S3, call: S3Call): S3Reply {
  const list = readListCall(s3, call, 's3:ListBucket');
  const marker = param(call, 'marker') ?? '';
  const isPrefix = list.delimiter !== '' && marker.endsWith(list.delimiter) && marker.startsWith(list.prefix);
  const page = s3.listings.objects({
    ...list,
    after: marker === '' ? undefined : { kind: isPrefix ? 'prefix' : 'item', name: marker },
  });
  return listReply('ListBucketResult', [
    text('Name', list.bucket),
    text('Prefix', list.name(list.prefix)),
    text('Marker', list.name(marker)),
    list.delimiter === '' ? '' : text('Delimiter', list.name(list.delimiter)),
    text('MaxKeys', list.entriesMax),
    text('EncodingType', list.encoding),
    text('IsTruncated', page.isTruncated),
    // S3 gives it only with a delimiter; without one the last key is the marker.
    page.isTruncated && list.delimiter !== '' ? text('NextMarker', list.name(page.last?.name ?? '')) : '',
    ...contents(page.entries, list, owner(s3)),
    ...commonPrefixes(page.entries, list),
  ]);
}

export function listObjectVersions(s3: S3, call: S3Call): S3Reply {
  const list = readListCall(s3, call, 's3:ListBucketVersions');
  const keyMarker = param(call, 'key-marker') ?? '';
  const versionMarker = param(call, 'version-id-marker') ?? '';
  if (keyMarker === '' && versionMarker !== '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionMarker,
    );
  }
  const isPrefix = versionMarker === '' && list.delimiter !== '' && keyMarker.endsWith(list.delimiter);
  const page = s3.listings.versions({
    ...list,
    after: keyMarker === '' ? undefined : { kind: isPrefix ? 'prefix' : 'item', name: keyMarker },
    afterVersionId: versionMarker === '' ? undefined : versionMarker,
  });
  const end = page.entries.at(-1);
  return listReply('ListVersionsResult', [
    text('Name', list.bucket),
    text('Prefix', list.name(list.prefix)),
    text('KeyMarker', list.name(keyMarker)),
    text('VersionIdMarker', versionMarker),
    list.delimiter === '' ? '' : text('Delimiter', list.name(list.delimiter)),
    text('MaxKeys', list.entriesMax),
    text('EncodingType', list.encoding),
    text('IsTruncated', page.isTruncated),
    page.isTruncated ? text('NextKeyMarker', list.name(page.last?.name ?? '')) : '',
    page.isTruncated && end?.kind === 'item' ? text('NextVersionIdMarker', end.item.versionId) : '',
    ...versionElements(page.entries, list, owner(s3)),
    ...commonPrefixes(page.entries, list),
  ]);
}

function listReply(root: string, children: string[]): S3Reply {
  return xmlReply(xmlDocument(root, S3_NAMESPACE, ...children));
}

function contents(entries: ReadonlyArray<Entry<Version>>, list: ListCall, ownerElement: string): string[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'item') return [];
    const { item } = entry;
    return element(
      'Contents',
      text('Key', list.name(item.key)),
      text('LastModified', item.modifiedAt.toISOString()),
      text('ETag', `"${item.etag}"`),
      text('ChecksumAlgorithm', item.headers.checksum?.name),
      text('ChecksumType', item.headers.checksum?.type),
      text('Size', item.size),
      ownerElement,
      text('StorageClass', item.headers.storageClass),
    );
  });
}

function versionElements(entries: ReadonlyArray<Entry<Version>>, list: ListCall, ownerElement: string): string[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'item') return [];
    const { item } = entry;
    const head = [
      text('Key', list.name(item.key)),
      text('VersionId', item.versionId),
      text('IsLatest', item.isCurrent),
      text('LastModified', item.modifiedAt.toISOString()),
    ];
    if (item.isMarker) return element('DeleteMarker', ...head, ownerElement);
    return element(
      'Version',
      ...head,
      text('ETag', `"${item.etag}"`),
      text('ChecksumAlgorithm', item.headers.checksum?.name),
      text('ChecksumType', item.headers.checksum?.type),
      text('Size', item.size),
      text('StorageClass', item.headers.storageClass),
      ownerElement,
    );
  });
}

function commonPrefixes(entries: ReadonlyArray<Entry<Version>>, list: ListCall): string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'prefix' ? element('CommonPrefixes', text('Prefix', list.name(entry.prefix))) : [],
  );
}

export function owner(s3: S3): string {
  return element('Owner', text('ID', canonicalUserId(s3.account)));
}

/** 64 hexadecimal digits that stand for the account, as S3 names owners. */
export function canonicalUserId(account: string): string {
  return createHash('sha256').update(`canonical-user/${account}`).digest('hex');
}

function keyMark(key: string | undefined): Mark | undefined {
  return key === undefined || key === '' ? undefined : { kind: 'item', name: key };
}

// Opaque to the caller, and bound to the bucket by a sum, so that a token of elsewhere is refused and not misread.
function sealToken(mark: Mark, bucket: string): string {
  const body = `${mark.kind === 'prefix' ? 'p' : 'i'}${mark.name}`;
  return Buffer.from(`${tokenSum(body, bucket)}${body}`).toString('base64url');
}

function openToken(token: string, bucket: string): Mark {
  const plain = Buffer.from(token, 'base64url').toString('utf8');
  const body = plain.slice(8);
  if (body === '' || tokenSum(body, bucket) !== plain.slice(0, 8)) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return { kind: body.startsWith('p') ? 'prefix' : 'item', name: body.slice(1) };
}

function tokenSum(body: string, bucket: string): string {
  return createHash('sha256').update(`${bucket}\n${body}`).digest('hex').slice(0, 8);
}
