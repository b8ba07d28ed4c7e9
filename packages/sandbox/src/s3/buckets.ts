/**
 * The buckets of the S3 server, as the aws provider and the S3 API both see them: an `aws_s3_bucket` IS a bucket here.
 *
 * Names are unique over all accounts, as S3's are. Configuration other than versioning (policy, encryption, …) is not
 * here: it is read from the objects that the provider stores.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../http/awsError.ts';
import { bucketNotEmpty, noSuchBucket } from './errors.ts';

type VersioningStatus = 'Enabled' | 'Suspended';

export type Bucket = {
  name: string;
  account: string;
  region: string;
  createdAt: Date;
  /** Undefined until versioning was set for the first time. */
  versioning?: VersioningStatus;
};

export interface Buckets {
  /** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists */
  create(b: { name: string; account: string; region: string }): void;
  /**
   * Removes a bucket; with `force` all versions, delete markers and uploads in it too (Terraform's `force_destroy`).
   * @throws AwsError NoSuchBucket, BucketNotEmpty
   */
  remove(name: string, o: { force: boolean }): void;
  exists(name: string): boolean;
  get(name: string): Bucket | undefined;
  list(account: string): Bucket[];
  /** @throws AwsError NoSuchBucket */
  setVersioning(name: string, status: VersioningStatus): void;
  /** Versions and delete markers in the bucket: what must be 0 before it can be removed. */
  objectCount(name: string): number;
}

type Row = { name: string; account: string; region: string; created_at: number; versioning: string | null };

/** @param purge removes the bodies of all objects of a bucket; called inside the transaction */
export function openBuckets(
  db: DatabaseSync,
  options: { clock: () => Date; purge: (bucket: string) => void; transaction: <T>(work: () => T) => T },
): Buckets {
  const insert = db.prepare('INSERT INTO bucket (name, account, region, created_at) VALUES (?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM bucket WHERE name = ?');
  const selectOf = db.prepare('SELECT * FROM bucket WHERE account = ? ORDER BY name');
  const update = db.prepare('UPDATE bucket SET versioning = ? WHERE name = ?');
  const drop = db.prepare('DELETE FROM bucket WHERE name = ?');
  const count = db.prepare('SELECT count(*) AS n FROM version WHERE bucket = ?');

  const buckets: Buckets = {
    create({ name, account, region }) {
      checkBucketName(name);
      const known = buckets.get(name);
      if (known?.account === account) {
        throw new AwsError(
          'BucketAlreadyOwnedByYou',
          409,
          'Your previous request to create the named bucket succeeded and you already own it.',
          { details: { BucketName: name } },
        );
      }
      if (known !== undefined) {
        throw new AwsError(
          'BucketAlreadyExists',
          409,
          'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
          { details: { BucketName: name } },
        );
      }
      insert.run(name, account, region, options.clock().getTime());
    },
    remove(name, { force }) {
      options.transaction(() => {
        if (!buckets.exists(name)) throw noSuchBucket(name);
        if (!force && buckets.objectCount(name) > 0) throw bucketNotEmpty(name);
        options.purge(name);
        drop.run(name);
      });
    },
    exists(name) {
      return select.get(name) !== undefined;
    },
    get(name) {
      const row = select.get(name);
      return row === undefined ? undefined : toBucket(row as Row);
    },
    list(account) {
      return selectOf.all(account).map((row) => toBucket(row as Row));
    },
    setVersioning(name, status) {
      if (update.run(status, name).changes === 0) throw noSuchBucket(name);
    },
    objectCount(name) {
      return Number(count.get(name)?.n ?? 0);
    },
  };
  return buckets;
}

function toBucket(row: Row): Bucket {
  const { name, account, region } = row;
  const bucket = { name, account, region, createdAt: new Date(row.created_at) };
  return row.versioning === 'Enabled' || row.versioning === 'Suspended'
    ? { ...bucket, versioning: row.versioning }
    : bucket;
}

/** Rules of "General purpose bucket naming rules" of the S3 documentation. */
function checkBucketName(name: string): void {
  const isWellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|\.-|-\./.test(name);
  const isReserved =
    /^\d+\.\d+\.\d+\.\d+$/.test(name) ||
    /^(xn--|sthree-|amzn-s3-demo-)/.test(name) ||
    /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (isWellFormed && !isReserved) return;
  throw new AwsError('InvalidBucketName', 400, 'The specified bucket is not valid.', { details: { BucketName: name } });
}
