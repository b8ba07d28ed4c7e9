import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { readOffset } from './readOffset.ts';
import { eventStream, type StreamEvent } from './sse.ts';
import { streamChanges } from './streamChanges.ts';
import { streamLog } from './streamLog.ts';

/**
 * The streams of /api/v1. Who asks is checked before the first byte, so that a refusal is a plain answer.
 * @throws AppError `not_found`, `invalid_input`.
 */
export async function runEventsResponse(context: ActorContext, request: Request, runId: string): Promise<Response> {
  await seenRun(context, runId);
  return eventStream((signal) => streamChanges(context, { runId, signal }), streamOptions(context, request));
}

/** Tells of every run that the actor sees, for lists and for the badge of the inbox. */
export async function eventsResponse(context: ActorContext, request: Request): Promise<Response> {
  return eventStream((signal) => streamChanges(context, { signal }), streamOptions(context, request));
}

/** `Last-Event-ID`, which a browser sends when it connects again, goes before the query. */
export async function logStreamResponse(context: ActorContext, request: Request, runId: string): Promise<Response> {
  await seenRun(context, runId);
  const given = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('offset') ?? '0';
  const offset = readOffset(given);
  return eventStream((signal) => logEvents(context, { runId, offset, signal }), streamOptions(context, request));
}

async function* logEvents(
  { db, events }: ActorContext,
  input: { runId: string; offset: number; signal: AbortSignal },
): AsyncGenerator<StreamEvent, void> {
  let offset = input.offset;
  for await (const item of streamLog({ db, events, ...input })) {
    if (item === 'heartbeat') {
      yield item;
      continue;
    }
    offset = item.chunk.endOffset;
    yield { event: 'log', id: String(offset), data: item.chunk };
  }
  if (!input.signal.aborted) yield { event: 'end', id: String(offset), data: { offset } };
}

function streamOptions({ logger, requestId }: ActorContext, request: Request) {
  return {
    request,
    requestId,
    onError: (error: unknown) => logger.error({ requestId, err: error }, 'a stream broke'),
  };
}
