import { AppError } from '@flowport/domain';
import type { ActorContext, Logger, RequestContext } from '../context.ts';
import { errorBody, handleError } from '../error/mapping.ts';
import { eventsResponse, logStreamResponse, runEventsResponse } from '../live/handlers.ts';
import { logFileResponse } from '../live/logFile.ts';
import { stateDownloadResponse } from '../state/downloadState.ts';
import { openApiDocument } from './document.ts';
import { createRestHandler, json, restBase } from './handler.ts';

/**
 * All of /api/v1: the procedures, the streams and the document that describes them. Only the document is open to
 * everybody; it says what there is and nothing about anybody.
 */
export function createV1Handler(options: {
  contextOf: (request: Request, requestId: string) => Promise<RequestContext>;
  logger: Logger;
  origin: string;
}) {
  const { logger, contextOf } = options;
  const procedures = createRestHandler(options);
  let document: unknown;
  return async (request: Request, requestId: string): Promise<Response> => {
    const path = new URL(request.url).pathname.slice(restBase.length);
    if (request.method === 'GET' && path === '/openapi.json') {
      document ??= openApiDocument(options.origin);
      return json(200, document, requestId, { 'Cache-Control': 'public, max-age=300' });
    }
    const stream = streamOf(path, request.method);
    if (!stream) return procedures(request, requestId);
    try {
      return await stream(requireActor(await contextOf(request, requestId)), request);
    } catch (thrown) {
      const error = handleError(thrown, { logger, requestId, doing: 'opening a stream' });
      return json(error.httpStatus, errorBody(error, requestId), requestId);
    }
  };
}

function streamOf(
  path: string,
  method: string,
): ((context: ActorContext, request: Request) => Promise<Response>) | undefined {
  const [, logOf] = /^\/runs\/([^/]+)\/log\.txt$/.exec(path) ?? [];
  if (logOf !== undefined && (method === 'GET' || method === 'HEAD')) {
    return (context, request) => logFileResponse(context, request, logOf);
  }
  if (method !== 'GET') return undefined;
  if (path === '/events') return eventsResponse;
  const [, stackId, layer] = /^\/stacks\/([^/]+)\/state\/([^/]+)\/download$/.exec(path) ?? [];
  if (stackId !== undefined && layer !== undefined) {
    return (context, request) => stateDownloadResponse(context, request, { stackId, layer });
  }
  const [, runId, kind] = /^\/runs\/([^/]+)\/(events|log\/stream)$/.exec(path) ?? [];
  if (runId === undefined) return undefined;
  return (context, request) =>
    kind === 'events' ? runEventsResponse(context, request, runId) : logStreamResponse(context, request, runId);
}

function requireActor(context: RequestContext): ActorContext {
  const { actor } = context;
  if (actor) return { ...context, actor };
  throw new AppError('unauthenticated', 'Sign in, or send a token as "Authorization: Bearer fp_…".');
}
