/**
 * Conditional requests: `If-Match`, `If-None-Match` and their dates, for reads, writes and deletes.
 *
 * S3's rules for writes: "How to prevent object overwrites with conditional writes". Terraform's state lock is a PUT with
 * `If-None-Match: *`, so these are what keeps two applies apart.
 */
import { AwsError } from '../http/awsError.ts';
import { conditionalRequestConflict, noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import type { Version } from './versions.ts';

export type WriteCondition = { kind: 'ifNoneMatch' } | { kind: 'ifMatch'; etag: string };

/** @throws AwsError NotImplemented for `If-None-Match` with anything but `*`, as S3 */
export function readWriteCondition(headers: ReadonlyMap<string, string>): WriteCondition | undefined {
  const ifNoneMatch = headers.get('if-none-match');
  const ifMatch = headers.get('if-match');
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplemented('If-Match together with If-None-Match');
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw notImplemented('If-None-Match with a value other than * on a write');
    return { kind: 'ifNoneMatch' };
  }
  return ifMatch === undefined ? undefined : { kind: 'ifMatch', etag: bareEtag(ifMatch) };
}

/** @throws AwsError PreconditionFailed, NoSuchKey, ConditionalRequestConflict */
export function checkWriteCondition(
  condition: WriteCondition,
  options: { current: Version | undefined; key: string; pending?: PendingWrite | undefined },
): void {
  const existing = options.current?.isMarker === false ? options.current : undefined;
  const name = condition.kind === 'ifMatch' ? 'If-Match' : 'If-None-Match';
  // "409 Conflict: a delete request to an object succeeds before a conditional write operation on that object completes."
  if (options.pending?.isConflicted === true) throw conditionalRequestConflict(name, options.key);
  if (condition.kind === 'ifNoneMatch') {
    if (existing !== undefined) throw preconditionFailed(name);
    return;
  }
  if (existing === undefined) throw noSuchKey(options.key);
  if (condition.etag !== '*' && existing.etag !== condition.etag) throw preconditionFailed(name);
}

/** A conditional write between its first byte and its decision. */
export type PendingWrite = { isConflicted: boolean };

/** Conditional writes under way, so that a delete in their midst makes them fail instead of slipping between. */
export class PendingWrites {
  readonly #byObject = new Map<string, Set<PendingWrite>>();

  async during<T>(bucket: string, key: string, work: (pending: PendingWrite) => Promise<T>): Promise<T> {
    const id = `${bucket}/${key}`;
    const pending = { isConflicted: false };
    const all = this.#byObject.get(id) ?? new Set();
    this.#byObject.set(id, all.add(pending));
    try {
      return await work(pending);
    } finally {
      all.delete(pending);
      if (all.size === 0) this.#byObject.delete(id);
    }
  }

  deleted(bucket: string, key: string): void {
    for (const pending of this.#byObject.get(`${bucket}/${key}`) ?? []) pending.isConflicted = true;
  }
}

/**
 * Judges a read's conditions in the order of RFC 9110, section 13.2.2.
 * @returns `notModified` when the answer is 304
 * @throws AwsError PreconditionFailed
 */
export function checkReadConditions(headers: ReadonlyMap<string, string>, version: Version): 'send' | 'notModified' {
  const modified = Math.floor(version.modifiedAt.getTime() / 1000) * 1000;
  const ifMatch = headers.get('if-match');
  const unmodifiedSince = httpDate(headers.get('if-unmodified-since'));
  if (ifMatch !== undefined) {
    if (!etagListHas(ifMatch, version.etag)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined) return etagListHas(ifNoneMatch, version.etag) ? 'notModified' : 'send';
  const modifiedSince = httpDate(headers.get('if-modified-since'));
  return modifiedSince !== undefined && modified <= modifiedSince ? 'notModified' : 'send';
}

function etagListHas(list: string, etag: string): boolean {
  return list.split(',').some((item) => item.trim() === '*' || bareEtag(item) === etag);
}

export function bareEtag(text: string): string {
  return text
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
}

function httpDate(value: string | undefined): number | undefined {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

export type ByteRange = { first: number; last: number };

/**
 * `Range: bytes=…` against a size. S3 serves single ranges only, and the whole for what it cannot read.
 * @returns undefined when the whole object is to be sent
 * @throws AwsError InvalidRange
 */
export function readRange(value: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(value?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size || (from === '' && Number(to) === 0)) {
    throw new AwsError('InvalidRange', 416, 'The requested range is not satisfiable', {
      details: { RangeRequested: value ?? '', ActualObjectSize: String(size) },
    });
  }
  return { first, last };
}
