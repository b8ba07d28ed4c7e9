import { type Database, readLog, readLogEnd } from '@flowport/db';
import { AppError } from '@flowport/domain';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { readOffset } from './readOffset.ts';

/** Read at once: what a download of any length holds in memory. */
const pageBytes = 1_048_576;

/**
 * The log of a run as a text file, byte by byte as it is stored, as far as it has been written when it is asked for.
 * What has been written never changes, so a download that broke off is gone on with by `Range`; `offset` in the query
 * gives the rest from there as a file of its own.
 * @throws AppError `not_found`, also for a log that was removed; `invalid_input`.
 */
export async function logFileResponse(context: ActorContext, request: Request, runId: string): Promise<Response> {
  const { db } = context;
  await seenRun(context, runId);
  const [end, { removed }] = await Promise.all([readLogEnd(db, runId), readLog(db, { runId, offset: 0, bytesMax: 1 })]);
  if (removed) {
    const day = removed.at.toISOString().slice(0, 10);
    throw new AppError('not_found', `The log was kept ${removed.keptDays} days, and was removed on ${day}.`);
  }
  const size = end?.bytes ?? 0;
  const first = Math.min(size, readOffset(new URL(request.url).searchParams.get('offset') ?? '0'));
  const range = rangeOf(request.headers, { first, size, tag: tagOf(runId) });
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `attachment; filename="${runId.replace(/[^\w-]/g, '_')}.log"`,
    'Accept-Ranges': 'bytes',
    ETag: tagOf(runId),
    // A compressed answer would have no length and no ranges.
    'Cache-Control': 'private, no-store, no-transform',
    'X-Content-Type-Options': 'nosniff',
  };
  if (range === 'none') {
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size - first}` } });
  }
  const { from, to, isPartial } = range;
  const body =
    request.method === 'HEAD'
      ? null
      : bytesOf(db, { runId, from, to, signal: request.signal }, (err) =>
          context.logger.error({ requestId: context.requestId, err }, 'a download of a log broke'),
        );
  return new Response(body, {
    status: isPartial ? 206 : 200,
    headers: {
      ...headers,
      'Content-Length': String(to - from),
      ...(isPartial ? { 'Content-Range': `bytes ${from - first}-${to - first - 1}/${size - first}` } : {}),
    },
  });
}

/** A log only grows: every byte that a reader has is the one that it will get again. */
function tagOf(runId: string): string {
  return `"log-${runId.replace(/[^\w-]/g, '_')}"`;
}

type Range = { from: number; to: number; isPartial: boolean };

/** One range of bytes, as RFC 9110 has it; several at once, and what is no range, give the whole. */
function rangeOf(headers: Headers, { first, size, tag }: { first: number; size: number; tag: string }): Range | 'none' {
  const whole = { from: first, to: size, isPartial: false };
  const [, start = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range')?.trim() ?? '') ?? [];
  const condition = headers.get('if-range');
  if ((start === '' && last === '') || (condition !== null && condition !== tag)) return whole;
  const length = size - first;
  const from = start === '' ? Math.max(0, length - Number(last)) : Number(start);
  const to = start === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  if (from >= to) return start !== '' && last !== '' && Number(last) < Number(start) ? whole : 'none';
  return { from: first + from, to: first + to, isPartial: true };
}

/** Exactly these bytes, page by page as they are taken. */
function bytesOf(
  db: Database,
  input: { runId: string; from: number; to: number; signal: AbortSignal },
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const { runId, to, signal } = input;
  let at = input.from;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (at >= to || signal.aborted) return controller.close();
          const before = at;
          // From before the place, since a page begins between characters.
          const page = await readLog(db, { runId, offset: Math.max(0, at - charactersBytesMax), bytesMax: pageBytes });
          for (const chunk of page.chunks) {
            const bytes = Buffer.from(chunk.text, 'utf8');
            const part = bytes.subarray(Math.max(0, at - chunk.offset), Math.max(0, to - chunk.offset));
            if (part.length === 0) continue;
            controller.enqueue(part);
            at += part.length;
            if (at >= to) break;
          }
          if (at === before) throw new AppError('conflict', 'The log was removed while it was read.');
        } catch (error) {
          onError(error);
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
}

/** A character of UTF-8 has at most four bytes, of which three may lie before the place. */
const charactersBytesMax = 3;
