import { AppError } from '@flowport/domain';
import { initTRPC } from '@trpc/server';
import type { RequestContext } from './context.ts';
import { appErrorFrom, errorBody, handleError, trpcErrorFrom } from './error/mapping.ts';
import type { RestMeta } from './rest/meta.ts';

const t = initTRPC
  .context<RequestContext>()
  .meta<RestMeta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: appErrorFrom(error).publicMessage,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        flowport: errorBody(appErrorFrom(error), ctx?.requestId ?? 'unknown'),
      },
    }),
  });

/** Maps failures before anything else sees them, and logs the unexpected ones: the only place that does. */
const mapErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const thrown = cause instanceof AppError ? cause : result.error;
  throw trpcErrorFrom(handleError(thrown, { ...ctx, doing: `calling ${path}` }));
});

const requireActor = t.middleware(({ ctx, next }) => {
  if (!ctx.actor) {
    throw new AppError('unauthenticated', 'Sign in, or send a token as "Authorization: Bearer fp_…".');
  }
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});

/** Every procedure wants somebody who is signed in; what they may do is decided in the use case. */
export const procedure = t.procedure.use(mapErrors).use(requireActor);
export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
