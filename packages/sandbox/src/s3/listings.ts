/**
 * Reading keys in order, with prefix and delimiter. Common prefixes are skipped over by index, so that a listing of a
 * bucket's "folders" costs by the number of folders and not by the number of objects.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { toVersion, type Version } from './versions.ts';

type ListRequest = {
  bucket: string;
  prefix: string;
  delimiter: string;
  /** Entries after this one only. */
  after?: Mark | undefined;
  entriesMax: number;
};

/** Where a page ended: a key, or a common prefix whose keys have all been spoken for. */
export type Mark = { kind: 'item' | 'prefix'; name: string };

export type Entry<T> = { kind: 'item'; item: T } | { kind: 'prefix'; prefix: string };

type Page<T> = { entries: Array<Entry<T>>; isTruncated: boolean; last: Mark | undefined };

export interface Listings {
  /** Current objects by key. `last` is what to go on after. */
  objects(request: ListRequest): Page<Version>;
  /** All versions and delete markers, newest first within a key. */
  versions(request: ListRequest & { afterVersionId?: string | undefined }): Page<Version>;
}

/** S3 never answers with more. */
export const PAGE_ENTRIES_MAX = 1000;
/** Rows read at a time. */
const BATCH = 256;
const COLUMNS = 'seq, bucket, key, version_id, is_current, is_marker, modified_at, size, etag, headers';

export function openListings(db: DatabaseSync): Listings {
  const current = db.prepare(
    `SELECT ${COLUMNS} FROM version
     WHERE bucket = ? AND key >= ? AND is_current = 1 AND is_marker = 0 ORDER BY key LIMIT ${BATCH}`,
  );
  const all = db.prepare(
    `SELECT ${COLUMNS} FROM version WHERE bucket = ? AND key >= ? ORDER BY key, seq DESC LIMIT ${BATCH}`,
  );
  const older = db.prepare(
    `SELECT ${COLUMNS} FROM version WHERE bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT ${PAGE_ENTRIES_MAX + 1}`,
  );
  const seqOf = db.prepare('SELECT seq FROM version WHERE bucket = ? AND key = ? AND version_id = ?');

  return {
    objects: (request) => collect(request, rowsByKey(current, undefined, request)),
    versions: (request) => {
      const marker = request.afterVersionId;
      const key = request.after?.name ?? '';
      const seq = marker === undefined ? undefined : seqOf.get(request.bucket, key, marker)?.seq;
      // After a version of a key come the older ones of that key, then the further keys.
      const before = seq === undefined ? [] : older.all(request.bucket, key, Number(seq)).map(toVersion);
      return collect(request, rowsByKey(all, older, request), before);
    },
  };
}

type Cursor = { next: (from: string) => Version | undefined };

/** Rows in order of key; each call may jump forward to a key. */
function rowsByKey(select: StatementSync, older: StatementSync | undefined, request: ListRequest): Cursor {
  let batch: Version[] = [];
  let at = 0;
  let isEnd = false;
  const load = (from: string) => {
    batch = select.all(request.bucket, from).map(toVersion);
    at = 0;
    isEnd = batch.length < BATCH;
    // A key with many versions may be cut by the batch: complete it, so that the next batch can begin at the next key.
    const last = batch.at(-1);
    if (older === undefined || isEnd || last === undefined) return;
    for (let tail: Version[] = [last]; tail.length > 0; ) {
      const seq = tail.at(-1)?.seq ?? 0;
      tail = older.all(request.bucket, last.key, seq).map(toVersion);
      batch.push(...tail);
    }
  };
  let isLoaded = false;
  return {
    next(from) {
      if (!isLoaded) {
        load(from);
        isLoaded = true;
      }
      for (;;) {
        const row = batch[at];
        if (row === undefined) {
          const last = batch.at(-1);
          if (isEnd || last === undefined) return undefined;
          const following = successor(last.key);
          load(compareUtf8(from, following) > 0 ? from : following);
          continue;
        }
        if (compareUtf8(row.key, from) >= 0) {
          at += 1;
          return row;
        }
        // Behind the wanted key: skip inside the batch when it reaches that far, else read anew from there.
        const last = batch.at(-1);
        if (last !== undefined && compareUtf8(last.key, from) < 0 && !isEnd) load(from);
        else at += 1;
      }
    },
  };
}

function collect(request: ListRequest, cursor: Cursor, before: Version[] = []): Page<Version> {
  const { prefix, delimiter, after, entriesMax } = request;
  const entries: Array<Entry<Version>> = [];
  const page = (isTruncated: boolean): Page<Version> => {
    const end = entries.at(-1);
    if (end === undefined) return { entries, isTruncated, last: undefined };
    const last: Mark =
      end.kind === 'item' ? { kind: 'item', name: end.item.key } : { kind: 'prefix', name: end.prefix };
    return { entries, isTruncated, last };
  };
  if (entriesMax === 0) return page(false);
  let from: string | undefined = after === undefined ? prefix : startAfter(after);
  if (from !== undefined && compareUtf8(from, prefix) < 0) from = prefix;
  const pending = [...before];
  for (;;) {
    const row: Version | undefined = pending.shift() ?? (from === undefined ? undefined : cursor.next(from));
    if (row === undefined || !row.key.startsWith(prefix)) return page(false);
    if (entries.length === entriesMax) return page(true);
    const cut = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      entries.push({ kind: 'item', item: row });
      continue;
    }
    const common = row.key.slice(0, cut + delimiter.length);
    entries.push({ kind: 'prefix', prefix: common });
    from = afterPrefix(common);
  }
}

/** The least key greater than `key`. */
function successor(key: string): string {
  return `${key}\u0000`;
}

function startAfter(mark: Mark): string | undefined {
  return mark.kind === 'item' ? successor(mark.name) : afterPrefix(mark.name);
}

/** The least text greater than all that begin with `prefix`; undefined when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (c) => c.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    // The surrogates are no characters: after U+D7FF comes U+E000.
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

/** Compares as SQLite does: by UTF-8 bytes, which is by code point and unlike `<` on UTF-16. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
