import { getTRPCErrorShape, type TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Logger, RequestContext } from './context.ts';
import { handleError, trpcErrorFrom } from './error/mapping.ts';
import { withBoundedBody } from './rest/body.ts';
import { json } from './rest/handler.ts';
import { appRouter } from './router.ts';

/** Where the portal's own calls go. */
export const trpcBase = '/api/trpc';

/**
 * Serves the portal's own calls. The body is bounded and who asks is known before tRPC starts, so that whatever goes
 * wrong earlier has the same form as a failure of a procedure.
 */
export function createTrpcHandler(options: {
  contextOf: (request: Request, requestId: string) => Promise<RequestContext>;
  logger: Logger;
}) {
  const { logger } = options;
  return async (request: Request, requestId: string): Promise<Response> => {
    const handling = { logger, requestId, doing: 'answering a tRPC call' };
    try {
      const req = await withBoundedBody(request);
      const context = await options.contextOf(request, requestId);
      return await fetchRequestHandler({
        endpoint: trpcBase,
        req,
        router: appRouter,
        createContext: () => context,
        responseMeta: () => ({ headers: new Headers({ 'Cache-Control': 'no-store', 'X-Request-Id': requestId }) }),
        // Failures of procedures are logged by their own middleware; what is left never reached one.
        onError: ({ error }) => void handleError(error, handling),
      });
    } catch (thrown) {
      const error = handleError(thrown, handling);
      return json(error.httpStatus, { error: errorShape(trpcErrorFrom(error), requestId) }, requestId);
    }
  };
}

function errorShape(error: TRPCError, requestId: string) {
  const { _config: config } = appRouter._def;
  const shape = getTRPCErrorShape({
    config,
    error,
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  const { flowport } = shape.data;
  return { ...shape, data: { ...shape.data, flowport: { ...flowport, requestId } } };
}
