import { actorFromRequest } from './auth/actor.ts';
import type { ApiDependencies, RequestContext } from './context.ts';
import { errorBody, handleError } from './error/mapping.ts';
import { requestIdOf } from './requestId.ts';
import { withBoundedBody } from './rest/body.ts';
import { json } from './rest/handler.ts';
import { createV1Handler } from './rest/v1.ts';
import { appRouter } from './router.ts';
import { createVersionContents } from './state/versionContents.ts';
import { createResourceCounter } from './synthesis/resourceCounter.ts';
import { createCallerFactory } from './trpc.ts';
import { createTrpcHandler } from './trpcHandler.ts';

export type Api = {
  /** Mount at /api/trpc/*. */
  trpc(request: Request): Promise<Response>;
  /** Mount at /api/v1/*: REST, event streams and openapi.json. */
  rest(request: Request): Promise<Response>;
  /** Mount at /api/auth/*. */
  auth(request: Request): Promise<Response>;
  /** Calls procedures in this process, for pages rendered on the server. They throw a TRPCError with an AppError as its cause. */
  caller(headers: Headers): Promise<ReturnType<typeof createCaller>>;
};

const createCaller = createCallerFactory(appRouter);

/** Puts the API together. Every handler takes a web Request, answers with a web Response and never throws. */
export function createApi(dependencies: ApiDependencies): Api {
  const { logger, auth } = dependencies;
  const shared = {
    ...dependencies,
    countResources: createResourceCounter(dependencies.synthesizer),
    versionContents: createVersionContents(),
  };
  const contextOf = async (
    request: Pick<Request, 'headers' | 'method'>,
    requestId: string,
  ): Promise<RequestContext> => ({ ...shared, requestId, actor: await actorFromRequest(dependencies, request) });
  const trpc = createTrpcHandler({ contextOf, logger });
  const rest = createV1Handler({ contextOf, logger, origin: auth.origins[0] ?? '' });
  return {
    trpc: (request) => trpc(request, requestIdOf(request.headers)),
    rest: (request) => rest(request, requestIdOf(request.headers)),
    async auth(request) {
      const requestId = requestIdOf(request.headers);
      try {
        return await auth.handler(await withBoundedBody(request));
      } catch (thrown) {
        const error = handleError(thrown, { logger, requestId, doing: 'signing in or out' });
        return json(error.httpStatus, errorBody(error, requestId), requestId);
      }
    },
    caller: async (headers) => createCaller(await contextOf({ headers, method: 'GET' }, requestIdOf(headers))),
  };
}
