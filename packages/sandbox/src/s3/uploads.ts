/** Multipart uploads under way: their parts, and what they become. */
import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Transaction } from '../store/transaction.ts';
import type { Bodies, Body } from './bodies.ts';
import type { ChecksumName } from './checksums.ts';
import { type ObjectHeaders, toBody } from './versions.ts';

export type UploadChecksum = { name: ChecksumName; type: 'FULL_OBJECT' | 'COMPOSITE' };

export type Upload = {
  uploadId: string;
  bucket: string;
  key: string;
  initiatedAt: Date;
  headers: ObjectHeaders;
  checksum?: UploadChecksum;
};

export type Part = { number: number; modifiedAt: Date; size: number; etag: string; checksum?: string };

export interface Uploads {
  begin(upload: { bucket: string; key: string; headers: ObjectHeaders; checksum: UploadChecksum | undefined }): Upload;
  find(bucket: string, key: string, uploadId: string): Upload | undefined;
  list(bucket: string): Upload[];
  /** Stores a part; one of the same number is replaced. Returns false when the upload is gone: then the body is discarded. */
  addPart(uploadId: string, part: Omit<Part, 'modifiedAt'> & { body: Body }): boolean;
  parts(uploadId: string): Part[];
  partBody(uploadId: string, number: number): Body;
  /** Forgets an upload and its parts. */
  drop(uploadId: string): void;
  /** Forgets all uploads of a bucket. */
  purge(bucket: string): void;
}

export function openUploads(
  db: DatabaseSync,
  { bodies, transaction, clock }: { bodies: Bodies; transaction: Transaction; clock: () => Date },
): Uploads {
  const insert = db.prepare('INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM upload WHERE upload_id = ? AND bucket = ? AND key = ?');
  const selectAll = db.prepare('SELECT * FROM upload WHERE bucket = ? ORDER BY key, initiated_at, upload_id');
  const exists = db.prepare('SELECT 1 FROM upload WHERE upload_id = ?');
  const dropUpload = db.prepare('DELETE FROM upload WHERE upload_id = ?');
  const insertPart = db.prepare('INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const selectParts = db.prepare(
    'SELECT number, modified_at, size, etag, checksum FROM part WHERE upload_id = ? ORDER BY number',
  );
  const selectBody = db.prepare('SELECT body, file FROM part WHERE upload_id = ? AND number = ?');
  const selectFiles = db.prepare('SELECT file FROM part WHERE upload_id = ? AND file IS NOT NULL');
  const dropParts = db.prepare('DELETE FROM part WHERE upload_id = ?');

  const uploads: Uploads = {
    begin({ bucket, key, headers, checksum }) {
      const uploadId = randomBytes(48).toString('base64url');
      const initiatedAt = clock();
      const values = [uploadId, bucket, key, initiatedAt.getTime(), JSON.stringify(headers)] as const;
      insert.run(...values, checksum === undefined ? null : JSON.stringify(checksum));
      return { uploadId, bucket, key, initiatedAt, headers, ...(checksum === undefined ? {} : { checksum }) };
    },
    find(bucket, key, uploadId) {
      const row = select.get(uploadId, bucket, key);
      return row === undefined ? undefined : toUpload(row);
    },
    list(bucket) {
      return selectAll.all(bucket).map(toUpload);
    },
    addPart(uploadId, part) {
      let replaced: Body | undefined;
      const isStored = transaction(() => {
        if (exists.get(uploadId) === undefined) return false;
        const old = selectBody.get(uploadId, part.number);
        if (old !== undefined) replaced = toBody(old);
        insertPart.run(
          uploadId,
          part.number,
          clock().getTime(),
          part.size,
          part.etag,
          part.checksum ?? null,
          part.body.kind === 'inline' ? part.body.bytes : null,
          part.body.kind === 'file' ? part.body.file : null,
        );
        return true;
      });
      if (replaced !== undefined) bodies.discard(replaced);
      if (!isStored) bodies.discard(part.body);
      return isStored;
    },
    parts(uploadId) {
      return selectParts.all(uploadId).map(toPart);
    },
    partBody(uploadId, number) {
      return toBody(selectBody.get(uploadId, number));
    },
    drop(uploadId) {
      const files = selectFiles.all(uploadId).map((row) => String(row.file));
      transaction(() => {
        dropParts.run(uploadId);
        dropUpload.run(uploadId);
      });
      for (const file of files) bodies.discard({ kind: 'file', file });
    },
    purge(bucket) {
      for (const upload of uploads.list(bucket)) uploads.drop(upload.uploadId);
    },
  };
  return uploads;
}

/** The ETag of a multipart object: MD5 over the parts' MD5s, and their number. */
export function multipartEtag(partEtags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of partEtags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${partEtags.length}`;
}

function toUpload(row: Record<string, unknown>): Upload {
  const checksum = typeof row.checksum === 'string' ? (JSON.parse(row.checksum) as UploadChecksum) : undefined;
  return {
    uploadId: String(row.upload_id),
    bucket: String(row.bucket),
    key: String(row.key),
    initiatedAt: new Date(Number(row.initiated_at)),
    headers: JSON.parse(String(row.headers)) as ObjectHeaders,
    ...(checksum === undefined ? {} : { checksum }),
  };
}

function toPart(row: Record<string, unknown>): Part {
  return {
    number: Number(row.number),
    modifiedAt: new Date(Number(row.modified_at)),
    size: Number(row.size),
    etag: String(row.etag),
    ...(typeof row.checksum === 'string' ? { checksum: row.checksum } : {}),
  };
}
