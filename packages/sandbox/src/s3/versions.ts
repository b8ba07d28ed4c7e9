/**
 * Objects and their versions: what a PUT replaces, what a DELETE leaves behind, and which conditions hold.
 *
 * Every change is one synchronous transaction, so of two conditional writes exactly one finds its condition true. Bodies
 * are written before and thrown away after the transaction that decides.
 */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Transaction } from '../store/transaction.ts';
import type { Bodies, Body } from './bodies.ts';
import type { Bucket } from './buckets.ts';
import type { ChecksumName } from './checksums.ts';
import type { PendingWrite, PendingWrites, WriteCondition } from './conditions.ts';
import { checkWriteCondition } from './conditions.ts';
import { noSuchBucket } from './errors.ts';

/** What a client said about an object, given back with it. */
export type ObjectHeaders = {
  /** Lower-case header names: `content-type`, `cache-control`, … */
  http: Record<string, string>;
  /** Names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  checksum?: { name: ChecksumName; value: string; type: 'FULL_OBJECT' | 'COMPOSITE' };
  encryption: { algorithm: 'AES256' } | { algorithm: 'aws:kms' | 'aws:kms:dsse'; keyArn: string; isBucketKey: boolean };
  storageClass: string;
  tags: Record<string, string>;
  /** Sizes of the parts of a multipart upload. */
  partSizes?: number[];
};

export type Version = {
  seq: number;
  bucket: string;
  key: string;
  /** `null` (the word) for what was written while versioning was off. */
  versionId: string;
  isCurrent: boolean;
  isMarker: boolean;
  modifiedAt: Date;
  size: number;
  /** Without quotes. */
  etag: string;
  headers: ObjectHeaders;
};

type NewVersion = {
  bucket: Bucket;
  key: string;
  size: number;
  etag: string;
  headers: ObjectHeaders;
  body: Body;
  condition?: WriteCondition | undefined;
  pending?: PendingWrite | undefined;
};

type Removal = {
  /** The version that was removed, or the delete marker that was made. */
  versionId?: string;
  isMarker: boolean;
};

export interface Versions {
  /** @throws AwsError PreconditionFailed, NoSuchKey, ConditionalRequestConflict; then the body is discarded */
  put(version: NewVersion): Version;
  current(bucket: string, key: string): Version | undefined;
  byId(bucket: string, key: string, versionId: string): Version | undefined;
  bodyOf(version: Version): Body;
  /** Removes one version for good, or hides the object as the bucket's versioning has it. */
  remove(target: {
    bucket: Bucket;
    key: string;
    versionId?: string | undefined;
    condition?: WriteCondition | undefined;
  }): Removal;
  setTags(version: Version, tags: Record<string, string>): void;
  /** Removes everything in a bucket. */
  purge(bucket: string): void;
}

type Options = { bodies: Bodies; transaction: Transaction; pending: PendingWrites; clock: () => Date };

const COLUMNS = 'seq, bucket, key, version_id, is_current, is_marker, modified_at, size, etag, headers';

export function openVersions(db: DatabaseSync, options: Options): Versions {
  const { bodies, transaction, pending, clock } = options;
  const selectCurrent = db.prepare(
    `SELECT ${COLUMNS} FROM version WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1`,
  );
  const selectById = db.prepare(`SELECT ${COLUMNS} FROM version WHERE bucket = ? AND key = ? AND version_id = ?`);
  const selectBody = db.prepare('SELECT body, file FROM version WHERE seq = ?');
  const selectFiles = db.prepare('SELECT file FROM version WHERE bucket = ? AND file IS NOT NULL');
  const insert = db.prepare(
    `INSERT INTO version (bucket, key, version_id, is_current, is_marker, modified_at, size, etag, headers, body, file)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const demote = db.prepare('UPDATE version SET is_current = 0 WHERE bucket = ? AND key = ? AND is_current = 1');
  const promote = db.prepare(
    'UPDATE version SET is_current = 1 WHERE seq = (SELECT max(seq) FROM version WHERE bucket = ? AND key = ?)',
  );
  const drop = db.prepare('DELETE FROM version WHERE seq = ?');
  const dropAll = db.prepare('DELETE FROM version WHERE bucket = ?');
  const selectBucket = db.prepare('SELECT versioning FROM bucket WHERE name = ?');
  const updateHeaders = db.prepare('UPDATE version SET headers = ? WHERE seq = ?');

  const one = (row: Record<string, unknown> | undefined) => (row === undefined ? undefined : toVersion(row));

  const versions: Versions = {
    put(version) {
      const { bucket, key } = version;
      let replaced: Body | undefined;
      try {
        const stored = transaction(() => {
          // Read again: while the body was on its way the bucket may have been removed or its versioning set.
          const now = selectBucket.get(bucket.name);
          if (now === undefined) throw noSuchBucket(bucket.name);
          const versionId = now.versioning === 'Enabled' ? newVersionId() : 'null';
          if (version.condition !== undefined) {
            checkWriteCondition(version.condition, {
              current: versions.current(bucket.name, key),
              key,
              pending: version.pending,
            });
          }
          replaced = takeNull(bucket.name, key, versionId);
          return write({ ...version, versionId, isMarker: false });
        });
        if (replaced !== undefined) bodies.discard(replaced);
        return stored;
      } catch (error) {
        bodies.discard(version.body);
        throw error;
      }
    },
    current(bucket, key) {
      return one(selectCurrent.get(bucket, key));
    },
    byId(bucket, key, versionId) {
      return one(selectById.get(bucket, key, versionId));
    },
    bodyOf(version) {
      return toBody(selectBody.get(version.seq));
    },
    remove({ bucket, key, versionId, condition }) {
      const gone: Body[] = [];
      const removal = transaction(() => {
        if (condition !== undefined)
          checkWriteCondition(condition, { current: versions.current(bucket.name, key), key });
        if (versionId !== undefined) return removeVersion(bucket.name, { key, versionId }, gone);
        return hide(bucket, key, gone);
      });
      pending.deleted(bucket.name, key);
      for (const body of gone) bodies.discard(body);
      return removal;
    },
    setTags(version, tags) {
      updateHeaders.run(JSON.stringify({ ...version.headers, tags }), version.seq);
    },
    purge(bucket) {
      const files = selectFiles.all(bucket).map((row): Body => ({ kind: 'file', file: String(row.file) }));
      dropAll.run(bucket);
      for (const body of files) bodies.discard(body);
    },
  };

  function removeVersion(bucket: string, target: { key: string; versionId: string }, gone: Body[]): Removal {
    const version = versions.byId(bucket, target.key, target.versionId);
    if (version === undefined) return { versionId: target.versionId, isMarker: false };
    gone.push(versions.bodyOf(version));
    drop.run(version.seq);
    if (version.isCurrent) promote.run(bucket, target.key);
    return { versionId: target.versionId, isMarker: version.isMarker };
  }

  /** A DELETE without version id: in a versioned bucket nothing is lost, a delete marker is put on top. */
  function hide(bucket: Bucket, key: string, gone: Body[]): Removal {
    if (bucket.versioning === undefined) {
      removeVersion(bucket.name, { key, versionId: 'null' }, gone);
      return { isMarker: false };
    }
    const versionId = bucket.versioning === 'Enabled' ? newVersionId() : 'null';
    const replaced = takeNull(bucket.name, key, versionId);
    if (replaced !== undefined) gone.push(replaced);
    write({
      bucket,
      key,
      versionId,
      isMarker: true,
      size: 0,
      etag: '',
      headers: markerHeaders(),
      body: { kind: 'inline', bytes: Buffer.alloc(0) },
    });
    return { versionId, isMarker: true };
  }

  /** Takes the null version out when the new one is null too: there can be only one. */
  function takeNull(bucket: string, key: string, versionId: string): Body | undefined {
    const old = versionId === 'null' ? versions.byId(bucket, key, 'null') : undefined;
    if (old === undefined) return undefined;
    const body = versions.bodyOf(old);
    drop.run(old.seq);
    return body;
  }

  function write(version: NewVersion & { versionId: string; isMarker: boolean }): Version {
    const { bucket, key, body, versionId, isMarker, size, etag, headers } = version;
    const modifiedAt = clock();
    demote.run(bucket.name, key);
    const { lastInsertRowid } = insert.run(
      bucket.name,
      key,
      versionId,
      isMarker ? 1 : 0,
      modifiedAt.getTime(),
      size,
      etag,
      JSON.stringify(headers),
      body.kind === 'inline' ? body.bytes : null,
      body.kind === 'file' ? body.file : null,
    );
    return {
      seq: Number(lastInsertRowid),
      bucket: bucket.name,
      key,
      versionId,
      isCurrent: true,
      isMarker,
      modifiedAt,
      size,
      etag,
      headers,
    };
  }

  return versions;
}

/** A row of `version` as it is listed elsewhere too; `COLUMNS` must have been selected. */
export function toVersion(row: Record<string, unknown>): Version {
  return {
    seq: Number(row.seq),
    bucket: String(row.bucket),
    key: String(row.key),
    versionId: String(row.version_id),
    isCurrent: row.is_current === 1,
    isMarker: row.is_marker === 1,
    modifiedAt: new Date(Number(row.modified_at)),
    size: Number(row.size),
    etag: String(row.etag),
    headers: JSON.parse(String(row.headers)) as ObjectHeaders,
  };
}

/** A row's `body` and `file` columns. */
export function toBody(row: Record<string, unknown> | undefined): Body {
  if (typeof row?.file === 'string') return { kind: 'file', file: row.file };
  const bytes = row?.body instanceof Uint8Array ? row.body : new Uint8Array();
  return { kind: 'inline', bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

function markerHeaders(): ObjectHeaders {
  return { http: {}, metadata: {}, encryption: { algorithm: 'AES256' }, storageClass: 'STANDARD', tags: {} };
}

function newVersionId(): string {
  return randomBytes(24).toString('base64url');
}
