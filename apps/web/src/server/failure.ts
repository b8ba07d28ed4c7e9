import type { RequestContext } from '@flowport/api';
import { AppError, type ErrorCode } from '@flowport/domain';
import { TRPCError } from '@trpc/server';

type PublicFailure = { code: ErrorCode; message: string; issues: AppError['issues']; requestId: string };

/**
 * What may be shown of a failed query of a page. Unexpected failures are logged here, as nobody else has seen them.
 * @returns null for what is not a failure but a signal of the framework (redirect, not found).
 */
export function serverFailure(error: unknown, context: RequestContext): PublicFailure | null {
  const known = appErrorOf(error);
  if (known) {
    return {
      code: known.code,
      message: known.publicMessage,
      issues: known.issues,
      requestId: context.requestId,
    };
  }
  if (error instanceof Error && 'digest' in error) return null;
  context.logger.error({ requestId: context.requestId, err: error }, 'a page could not be rendered');
  return {
    code: 'internal',
    message: 'The page could not be put together. Try again; if it stays, report the request id.',
    issues: [],
    requestId: context.requestId,
  };
}

function appErrorOf(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return error instanceof TRPCError && error.cause instanceof AppError ? error.cause : undefined;
}
