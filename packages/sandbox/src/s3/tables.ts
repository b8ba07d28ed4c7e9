/**
 * S3's tables. Keys are TEXT, which SQLite compares as UTF-8 bytes: the order in which S3 lists. Small bodies lie in their
 * row, larger ones in files (bodies.ts).
 */
import type { DatabaseSync } from 'node:sqlite';

export function createTables(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS bucket (
      name TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL, versioning TEXT
    ) WITHOUT ROWID;

    -- One row a version or delete marker. seq grows: of one key the highest is the current one.
    CREATE TABLE IF NOT EXISTS version (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
      is_current INTEGER NOT NULL, is_marker INTEGER NOT NULL,
      modified_at INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      headers TEXT NOT NULL,
      body BLOB, file TEXT
    );
    CREATE UNIQUE INDEX IF NOT EXISTS version_id ON version (bucket, key, version_id);
    CREATE INDEX IF NOT EXISTS version_key ON version (bucket, key, seq DESC);
    CREATE INDEX IF NOT EXISTS version_current ON version (bucket, key) WHERE is_current = 1 AND is_marker = 0;

    CREATE TABLE IF NOT EXISTS upload (
      upload_id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated_at INTEGER NOT NULL,
      headers TEXT NOT NULL, checksum TEXT
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS upload_key ON upload (bucket, key, upload_id);
    CREATE TABLE IF NOT EXISTS part (
      upload_id TEXT NOT NULL, number INTEGER NOT NULL, modified_at INTEGER NOT NULL, size INTEGER NOT NULL,
      etag TEXT NOT NULL, checksum TEXT, body BLOB, file TEXT,
      PRIMARY KEY (upload_id, number)
    );
  `);
}
