import { type ErrorCode, errorCodes, type FieldIssue } from '@flowport/domain';
import { z } from 'zod';
import type { PageQueries } from './queries.ts';

type PublicFailure = { code: ErrorCode; message: string; issues: readonly FieldIssue[]; requestId: string };

/**
 * What may be shown of a failed query of a page. Unexpected failures are logged here, as nobody else has seen them.
 * @returns null for what is not a failure but a signal of the framework (redirect, not found).
 */
export function serverFailure(error: unknown, { logger, requestId }: PageQueries): PublicFailure | null {
  const known = appErrorOf(error);
  if (known) return { code: known.code, message: known.publicMessage, issues: known.issues, requestId };
  if (error instanceof Error && 'digest' in error) return null;
  logger.error({ requestId, err: error }, 'a page could not be rendered');
  return {
    code: 'internal',
    message: 'The page could not be put together. Try again; if it stays, report the request id.',
    issues: [],
    requestId,
  };
}

const appErrorSchema = z.object({
  name: z.literal('AppError'),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  publicMessage: z.string(),
  issues: z.array(z.object({ path: z.string(), rule: z.string(), message: z.string(), remedy: z.string().optional() })),
});

/** The AppError lies below what tRPC and its client wrap around it; for its shape see packages.ts. */
function appErrorOf(error: unknown): z.infer<typeof appErrorSchema> | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const parsed = appErrorSchema.safeParse(current);
    if (parsed.success) return parsed.data;
  }
  return undefined;
}
