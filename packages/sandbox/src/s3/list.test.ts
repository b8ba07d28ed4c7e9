import {
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';
import { compareUtf8 } from './listings.ts';

let sandbox: TestServices;
let s3: S3Client;
let serial = 0;

beforeAll(async () => {
  sandbox = await startTestServices();
  s3 = sandbox.s3();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

function newBucket(): string {
  serial += 1;
  const name = `list-bucket-${serial}`;
  sandbox.services.buckets.create({ name, account: sandbox.seed.account, region: 'us-west-2' });
  return name;
}

async function fill(Bucket: string, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

/** All pages of a listing, in order, prefixes marked with a star. */
async function listAll(
  Bucket: string,
  o: { prefix?: string; delimiter?: string; pageSize: number },
): Promise<string[]> {
  const out: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: o.prefix,
        Delimiter: o.delimiter,
        MaxKeys: o.pageSize,
        ContinuationToken,
        EncodingType: 'url',
      }),
    );
    const items = (page.Contents ?? []).map((object) => decodeURIComponent(object.Key ?? ''));
    const prefixes = (page.CommonPrefixes ?? []).map((one) => `*${decodeURIComponent(one.Prefix ?? '')}`);
    expect(items.length + prefixes.length).toBe(page.KeyCount);
    expect(page.KeyCount).toBeLessThanOrEqual(o.pageSize);
    out.push(...items, ...prefixes);
    ContinuationToken = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
  } while (ContinuationToken !== undefined);
  return out.sort(compareUtf8);
}

/** The same by the definition: every key with the prefix, cut behind the first delimiter after it. */
function listModel(keys: readonly string[], o: { prefix?: string; delimiter?: string }): string[] {
  const { prefix = '', delimiter = '' } = o;
  const found = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return cut < 0 ? key : `*${key.slice(0, cut + delimiter.length)}`;
    });
  return [...new Set(found)].sort(compareUtf8);
}

test('any keys are listed by any prefix, delimiter and page size as defined', async () => {
  const letter = fc.constantFrom('a', 'b', '/', '-', ' ', 'ü', '😀', '\u{FFFD}', '&', '<', '%', '+', '\u0001');
  const key = fc.string({ unit: letter, minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 14 }),
      fc.constantFrom('', 'a', 'a/', 'ü', '/'),
      fc.constantFrom('', '/', 'b', '//'),
      fc.integer({ min: 1, max: 5 }),
      async (keys, prefix, delimiter, pageSize) => {
        const Bucket = newBucket();
        await fill(Bucket, keys);
        const o = { ...(prefix === '' ? {} : { prefix }), ...(delimiter === '' ? {} : { delimiter }) };
        expect(await listAll(Bucket, { ...o, pageSize })).toEqual(listModel(keys, o));
      },
    ),
    { numRuns: 60 },
  );
});

test('a key of any characters is stored, read and listed as it is', async () => {
  const Bucket = newBucket();
  const keys = [
    'plain',
    'with space and+plus',
    'quotes \' " ` and <xml> & entities;',
    '%2F not a slash, %zz not an escape',
    'ümläut/日本語/😀',
    '..//.//../../etc/passwd',
    '?query#fragment=1&a=b',
    'control\u0001\u001f\u007f',
    'trailing/',
    '${file("/etc/passwd")}',
    'new\nline\r\ttab',
    'a'.repeat(1024),
  ];
  await fill(Bucket, keys);
  for (const Key of keys) {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
  }
  expect(await listAll(Bucket, { pageSize: 3 })).toEqual([...keys].sort(compareUtf8));
});

test('a key of more than 1,024 bytes is too long', async () => {
  const Bucket = newBucket();
  await expect(fill(Bucket, ['ü'.repeat(513)])).rejects.toMatchObject({ name: 'KeyTooLongError' });
});

test('ListObjects pages by marker', async () => {
  const Bucket = newBucket();
  await fill(Bucket, ['a/1', 'a/2', 'b/1', 'c']);
  const first = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  expect(first.CommonPrefixes?.map((one) => one.Prefix)).toEqual(['a/', 'b/']);
  expect(first.NextMarker).toBe('b/');
  const second = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: first.NextMarker }));
  expect(second.Contents?.map((object) => object.Key)).toEqual(['c']);
});

test('versions are paged without loss, newest first within a key', async () => {
  const Bucket = newBucket();
  sandbox.services.buckets.setVersioning(Bucket, 'Enabled');
  const expected: string[] = [];
  for (const Key of ['a', 'b', 'c']) {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${n}` }));
      ids.unshift(`${Key} ${VersionId}`);
    }
    expected.push(...ids);
  }
  for (const MaxKeys of [1, 2, 4, 5, 7, 15]) {
    const found: string[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, KeyMarker, VersionIdMarker }));
      found.push(...(page.Versions ?? []).map((version) => `${version.Key} ${version.VersionId}`));
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    } while (KeyMarker !== undefined);
    expect(found).toEqual(expected);
  }
});

test('a token of another bucket is refused', async () => {
  const [one, two] = [newBucket(), newBucket()];
  await fill(one, ['a', 'b']);
  const { NextContinuationToken } = await s3.send(new ListObjectsV2Command({ Bucket: one, MaxKeys: 1 }));
  await expect(
    s3.send(new ListObjectsV2Command({ Bucket: two, ContinuationToken: NextContinuationToken })),
  ).rejects.toMatchObject({ name: 'InvalidArgument' });
});
