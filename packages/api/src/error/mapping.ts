import { AppError, type ErrorCode, errorCodes, type FieldIssue, fieldIssues } from '@flowport/domain';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Logger } from '../context.ts';

/** What every failure looks like to a client: as it stands over REST, under `error.data.flowport` over tRPC. */
export const errorBodySchema = z
  .object({
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).describe('Stable, for programs'),
    message: z.string().describe('What happened, why, and what to do; for people'),
    issues: z
      .array(
        z.object({
          path: z.string().describe('The field, dotted; empty where the whole input is meant'),
          rule: z.string(),
          message: z.string(),
          remedy: z.string().optional(),
        }),
      )
      .describe('One for each field that is wrong'),
    requestId: z.string().describe('Name it when you ask for help: the log of the portal carries it'),
  })
  .meta({
    id: 'Error',
    examples: [
      {
        code: 'invalid_input',
        message: 'While reading the request: slug: Too short.',
        issues: [{ path: 'slug', rule: 'slug_length', message: 'Too short.', remedy: 'Use 3 to 20 characters.' }],
        requestId: 'req_1f0c6a4e5d',
      },
    ],
  });
export type ErrorBody = z.infer<typeof errorBodySchema>;

/**
 * The one place where failures become AppErrors. What is expected stays as it is; anything else becomes `internal`,
 * whose message says nothing of the cause.
 */
export function appErrorFrom(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return invalidInput(fieldIssues(error), error);
  if (error instanceof TRPCError) {
    if (error.cause instanceof AppError) return error.cause;
    if (error.cause instanceof z.ZodError && error.code === 'BAD_REQUEST') return appErrorFrom(error.cause);
    const code = codesOfTrpc[error.code];
    // tRPC's own refusals (no such procedure, unreadable JSON) carry a sentence of its own that gives nothing away.
    if (code) return new AppError(code, error.message, { cause: error });
  }
  return new AppError('internal', 'Something went wrong on our side. Try again; if it stays, report the request id.', {
    cause: error,
  });
}

/**
 * Maps what was thrown and logs what somebody has to look at: the unexpected, and failures of what Flowport leans on. A
 * TRPCError that carries an AppError came out of a procedure, which has logged it already.
 */
export function handleError(thrown: unknown, at: { logger: Logger; requestId: string; doing: string }): AppError {
  const error = appErrorFrom(thrown);
  const logged = thrown instanceof TRPCError && thrown.cause instanceof AppError;
  if (error.httpStatus >= 500 && !logged) {
    const level = error.code === 'internal' ? 'error' : 'warn';
    at.logger[level]({ requestId: at.requestId, err: error.cause ?? error }, `failed while ${at.doing}`);
  }
  return error;
}

function invalidInput(issues: FieldIssue[], cause: unknown): AppError {
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new AppError('invalid_input', `While reading the request: ${where}${first?.message ?? 'invalid'}${more}`, {
    issues,
    cause,
  });
}

const codesOfTrpc: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'invalid_input',
  BAD_REQUEST: 'invalid_input',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'invalid_input',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_input',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
};

const trpcCodes: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
};

export function trpcErrorFrom(error: AppError): TRPCError {
  return new TRPCError({
    code: trpcCodes[error.httpStatus] ?? 'INTERNAL_SERVER_ERROR',
    message: error.publicMessage,
    cause: error,
  });
}

export function errorBody(error: AppError, requestId: string): ErrorBody {
  return { code: error.code, message: error.publicMessage, issues: [...error.issues], requestId };
}
