/** Puts the S3 server's parts together over one database and one directory of bodies. */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorizer } from '../iam/authorize.ts';
import { keyState } from '../kms/keyState.ts';
import type { ObjectStore } from '../store/objects.ts';
import { transactionOn } from '../store/transaction.ts';
import { openBodies } from './bodies.ts';
import { openBuckets } from './buckets.ts';
import type { S3 } from './call.ts';
import { PendingWrites } from './conditions.ts';
import { openConfiguration } from './configuration.ts';
import { openListings } from './listings.ts';
import { createTables } from './tables.ts';
import { openUploads } from './uploads.ts';
import { openVersions } from './versions.ts';

export function openS3(options: {
  db: DatabaseSync;
  dataDir: string;
  objects: ObjectStore;
  authorizer: Authorizer;
  account: string;
  clock: () => Date;
}): S3 {
  const { db, clock, authorizer, account } = options;
  createTables(db);
  const transaction = transactionOn(db);
  const bodies = openBodies(join(options.dataDir, 's3-bodies'));
  bodies.sweep(namedFiles(db));
  const pending = new PendingWrites();
  const versions = openVersions(db, { bodies, transaction, pending, clock });
  const uploads = openUploads(db, { bodies, transaction, clock });
  const purge = (bucket: string) => {
    versions.purge(bucket);
    uploads.purge(bucket);
  };
  return {
    buckets: openBuckets(db, { clock, purge, transaction }),
    versions,
    listings: openListings(db),
    uploads,
    bodies,
    pending,
    configuration: openConfiguration(options.objects, clock),
    authorizer,
    keyState: (key) => keyState(options.objects, { account, region: key.split(':')[3] ?? '', key }),
    account,
    clock,
  };
}

function namedFiles(db: DatabaseSync): Set<string> {
  const rows = db.prepare(
    'SELECT file FROM version WHERE file IS NOT NULL UNION ALL SELECT file FROM part WHERE file IS NOT NULL',
  );
  return new Set(rows.all().map((row) => String(row.file)));
}
