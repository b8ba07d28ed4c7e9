import { AppError } from '@flowport/domain';
import type { Logger, RequestContext } from '../context.ts';
import { errorBody, handleError } from '../error/mapping.ts';
import { appRouter } from '../router.ts';
import { createCallerFactory } from '../trpc.ts';
import { readJsonBody } from './body.ts';
import { readQuery } from './query.ts';
import { matchRoute, type RestRoute, restRoutes } from './routes.ts';

/** Where the REST API begins. */
export const restBase = '/api/v1';

const createCaller = createCallerFactory(appRouter);

/**
 * Serves /api/v1 from the same procedures as tRPC: route and fields from the procedure's `meta.rest`, the body or the
 * query as its input, its output as the answer, an AppError as `{ code, message, issues, requestId }`.
 * @param options.contextOf finds out who asks; called once for each request that has a route.
 */
export function createRestHandler(options: {
  contextOf: (request: Request, requestId: string) => Promise<RequestContext>;
  logger: Logger;
}) {
  const routes = restRoutes(appRouter);
  return async (request: Request, requestId: string): Promise<Response> => {
    try {
      const { route, fields } = findRoute(routes, request);
      const input = await readInput(route, fields, request);
      const context = await options.contextOf(request, requestId);
      const data = await call(createCaller(context), route, input);
      return json(200, data, requestId);
    } catch (thrown) {
      const error = handleError(thrown, { logger: options.logger, requestId, doing: 'answering a REST request' });
      return json(error.httpStatus, errorBody(error, requestId), requestId, headersOf(error));
    }
  };
}

function findRoute(routes: readonly RestRoute[], request: Request) {
  const { pathname } = new URL(request.url);
  const match = matchRoute(routes, request.method, readSegments(pathname));
  if ('route' in match) return match;
  if (match.methods.length === 0) {
    throw new AppError('not_found', `There is no ${pathname} here. See ${restBase}/openapi.json for what there is.`);
  }
  throw new AppError('not_found', `${pathname} does not know ${request.method}; it takes ${match.methods.join(', ')}.`);
}

function readSegments(pathname: string): string[] {
  const path = pathname.startsWith(restBase) ? pathname.slice(restBase.length) : pathname;
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch (cause) {
    throw new AppError('invalid_input', 'The path holds a percent sign that encodes nothing. Write it as %25.', {
      cause,
    });
  }
}

async function readInput(route: RestRoute, fields: Record<string, string>, request: Request): Promise<unknown> {
  const { searchParams } = new URL(request.url);
  const takesBody = route.method === 'POST';
  const given = takesBody ? await readJsonBody(request, {}) : readQuery(searchParams, route.input);
  if (takesBody) refuseUnknown([...searchParams.keys()], 'the query');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new AppError('invalid_input', 'The body must be a JSON object.', {
      issues: [{ path: '', rule: 'invalid_type', message: 'Not an object.', remedy: 'Send { … }.' }],
    });
  }
  refuseUnknown(
    route.pathFields.filter((field) => Object.hasOwn(given, field)),
    takesBody ? 'the body, since it stands in the path' : 'the query, since it stands in the path',
  );
  if (!route.input) {
    refuseUnknown(Object.keys(given), takesBody ? 'the body' : 'the query');
    return undefined;
  }
  return { ...given, ...fields };
}

function refuseUnknown(names: string[], where: string): void {
  if (names.length === 0) return;
  throw new AppError('invalid_input', `While reading the request: ${names.join(', ')} is not known in ${where}.`, {
    issues: names.map((path) => ({
      path,
      rule: 'unknown_field',
      message: `The field "${path}" is not known in ${where}.`,
      remedy: 'Remove it, or correct its spelling.',
    })),
  });
}

async function call(caller: ReturnType<typeof createCaller>, route: RestRoute, input: unknown): Promise<unknown> {
  const [noun = '', verb = ''] = route.procedure.split('.');
  const procedures = caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  const run = procedures[noun]?.[verb];
  if (!run) throw new Error(`The router has no procedure ${route.procedure}`);
  return await run(input);
}

function headersOf(error: AppError): Record<string, string> {
  if (error.code === 'unauthenticated') return { 'WWW-Authenticate': 'Bearer realm="flowport"' };
  // All our limits count within a minute.
  if (error.code === 'too_many_requests') return { 'Retry-After': '60' };
  return {};
}

/** An answer that nobody keeps: all of them belong to one viewer and one moment. */
export function json(status: number, body: unknown, requestId: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
      ...headers,
    },
  });
}
