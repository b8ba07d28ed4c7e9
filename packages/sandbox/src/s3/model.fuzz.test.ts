import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';

const runs = process.env.FLOWPORT_FUZZ_RUNS;
const fuzzRuns = runs === undefined ? { numRuns: 25, seed: 4 } : { numRuns: Number(runs) };

let sandbox: TestServices;
let s3: S3Client;
let Bucket: string;
let round = 0;
beforeAll(async () => {
  sandbox = await startTestServices();
  s3 = sandbox.s3();
  Bucket = sandbox.seed.stateBucket;
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

/** A versioned bucket as its users think of it: per key its versions, the newest last; a marker has no data. */
type Version = { id: string; data: string | null; etag: string | undefined };
type Model = Map<string, Version[]>;

const current = (model: Model, key: string): Version | undefined => {
  const last = model.get(key)?.at(-1);
  return last?.data === null ? undefined : last;
};

const keys = ['a', 'a/b', 'a/b c', 'a+b', 'ä/😀', 'b%2F', "quote'&<>", 'z'] as const;
const key = fc.constantFrom(...keys);
const data = fc.string({ unit: 'grapheme', maxLength: 40 });

const action = fc.oneof(
  fc.record({ do: fc.constant('put'), key, data, when: fc.constantFrom('always', 'absent', 'same', 'other') }),
  fc.record({ do: fc.constant('get'), key, version: fc.option(fc.nat(9), { nil: undefined }) }),
  fc.record({ do: fc.constant('delete'), key, version: fc.option(fc.nat(9), { nil: undefined }) }),
  fc.record({ do: fc.constant('copy'), key, from: key }),
  fc.record({ do: fc.constant('multipart'), key, data, end: fc.constantFrom('complete', 'abort', 'wrong') }),
  fc.record({
    do: fc.constant('list'),
    under: fc.constantFrom('', 'a', 'a/', 'ä/', 'q'),
    page: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('versions'), page: fc.integer({ min: 1, max: 4 }) }),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** The name of the refusal, where there was one. */
async function attempt<T>(work: Promise<T>): Promise<{ ok: T } | { refused: string }> {
  try {
    return { ok: await work };
  } catch (error) {
    if (error instanceof Error) return { refused: error.name };
    throw error;
  }
}

async function act(model: Model, prefix: string, one: Action): Promise<void> {
  const at = (name: string) => ({ Bucket, Key: `${prefix}${name}` });
  const add = (name: string, version: Version) => model.set(name, [...(model.get(name) ?? []), version]);
  switch (one.do) {
    case 'put': {
      const now = current(model, one.key);
      const condition =
        one.when === 'absent'
          ? { IfNoneMatch: '*' }
          : one.when === 'always'
            ? {}
            : { IfMatch: one.when === 'same' ? (now?.etag ?? '"none"') : '"0123456789abcdef0123456789abcdef"' };
      const answer = await attempt(
        s3.send(new PutObjectCommand({ ...at(one.key), Body: Buffer.from(one.data), ...condition })),
      );
      const wanted =
        one.when === 'always' || (one.when === 'absent' && !now) || (one.when === 'same' && now)
          ? undefined
          : one.when === 'absent' || now
            ? 'PreconditionFailed'
            : 'NoSuchKey';
      if (!('ok' in answer)) return expect(answer).toEqual({ refused: wanted });
      expect(wanted).toBeUndefined();
      add(one.key, { id: answer.ok.VersionId ?? '', data: one.data, etag: answer.ok.ETag });
      return;
    }
    case 'get': {
      const versions = model.get(one.key) ?? [];
      const version = one.version === undefined ? versions.at(-1) : versions[one.version];
      if (one.version !== undefined && !version) return;
      const answer = await attempt(
        s3.send(
          new GetObjectCommand({ ...at(one.key), ...(one.version === undefined ? {} : { VersionId: version?.id }) }),
        ),
      );
      if (version?.data == null) {
        return expect(answer).toEqual({ refused: one.version === undefined ? 'NoSuchKey' : 'MethodNotAllowed' });
      }
      if (!('ok' in answer)) throw new Error(`${answer.refused} instead of ${version.id}`);
      expect(await answer.ok.Body?.transformToString()).toBe(version.data);
      expect([answer.ok.VersionId, answer.ok.ETag]).toEqual([version.id, version.etag]);
      return;
    }
    case 'delete': {
      const versions = model.get(one.key) ?? [];
      const version = one.version === undefined ? undefined : versions[one.version];
      if (one.version !== undefined && !version) return;
      const { VersionId, DeleteMarker } = await s3.send(
        new DeleteObjectCommand({ ...at(one.key), ...(version ? { VersionId: version.id } : {}) }),
      );
      if (version) {
        const left = versions.filter((other) => other !== version);
        if (left.length === 0) model.delete(one.key);
        else model.set(one.key, left);
        return expect(VersionId).toBe(version.id);
      }
      expect(DeleteMarker).toBe(true);
      add(one.key, { id: VersionId ?? '', data: null, etag: undefined });
      return;
    }
    case 'copy': {
      const source = current(model, one.from);
      const CopySource = `${Bucket}/${encodeURIComponent(`${prefix}${one.from}`)}`;
      if (one.from === one.key) return;
      const answer = await attempt(s3.send(new CopyObjectCommand({ ...at(one.key), CopySource })));
      if (!source?.data && source?.data !== '') return expect(answer).toEqual({ refused: 'NoSuchKey' });
      if (!('ok' in answer)) throw new Error(answer.refused);
      add(one.key, { id: answer.ok.VersionId ?? '', data: source.data, etag: answer.ok.CopyObjectResult?.ETag });
      return;
    }
    case 'multipart': {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at(one.key)));
      const place = { ...at(one.key), UploadId };
      const { ETag } = await s3.send(new UploadPartCommand({ ...place, PartNumber: 1, Body: Buffer.from(one.data) }));
      if (one.end === 'abort') {
        await s3.send(new AbortMultipartUploadCommand(place));
        const again = await attempt(
          s3.send(new UploadPartCommand({ ...place, PartNumber: 1, Body: Buffer.from(one.data) })),
        );
        return expect(again).toEqual({ refused: 'NoSuchUpload' });
      }
      const part = { PartNumber: 1, ETag: one.end === 'wrong' ? '"0123456789abcdef0123456789abcdef"' : ETag };
      const answer = await attempt(
        s3.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts: [part] } })),
      );
      if (one.end === 'wrong') return expect(answer).toEqual({ refused: 'InvalidPart' });
      if (!('ok' in answer)) throw new Error(answer.refused);
      add(one.key, { id: answer.ok.VersionId ?? '', data: one.data, etag: answer.ok.ETag });
      return;
    }
    case 'list': {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: `${prefix}${one.under}`,
            MaxKeys: one.page,
            ContinuationToken: token,
          }),
        );
        expect(page.KeyCount).toBeLessThanOrEqual(one.page);
        found.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      const wanted = [...model.keys()].filter((name) => current(model, name) && name.startsWith(one.under));
      return expect(found).toEqual(wanted.map((name) => `${prefix}${name}`).sort(byBytes));
    }
    case 'versions': {
      const found: string[] = [];
      let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (marker) {
        const page: Awaited<ReturnType<typeof versionsPage>> = await versionsPage(prefix, one.page, marker);
        for (const version of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
          found.push(`${version.Key?.slice(prefix.length)} ${version.VersionId} ${version.IsLatest}`);
        }
        marker = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
          : undefined;
      }
      const wanted = [...model].flatMap(([name, versions]) =>
        versions.map(({ id }, index) => `${name} ${id} ${index === versions.length - 1}`),
      );
      return expect(found.sort()).toEqual(wanted.sort());
    }
  }
}

function versionsPage(Prefix: string, MaxKeys: number, marker: { KeyMarker?: string; VersionIdMarker?: string }) {
  return s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys, ...marker }));
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('any sequence of calls leaves what a versioned bucket has to hold, and each is answered as S3 does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
      const model: Model = new Map();
      const prefix = `fuzz-${round++}/`;
      for (const one of actions) await act(model, prefix, one);
      await act(model, prefix, { do: 'versions', page: 3 });
      await act(model, prefix, { do: 'list', under: '', page: 2 });
    }),
    fuzzRuns,
  );
});
