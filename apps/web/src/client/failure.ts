import { type ErrorCode, errorCodes, type FieldIssue } from '@flowport/domain';
import { z } from 'zod';

/** A failure as the portal shows it: what happened, why, what to do, and what to name when asking for help. */
export type Failure = {
  code: ErrorCode;
  title: string;
  message: string;
  issues: readonly FieldIssue[];
  requestId: string | null;
};

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

const bodySchema = z.object({
  code: z.enum(codes),
  message: z.string(),
  issues: z
    .array(z.object({ path: z.string(), rule: z.string(), message: z.string(), remedy: z.string().optional() }))
    .default([]),
  requestId: z.string().nullable().default(null),
});

/** As the API wraps it over tRPC: `error.data.flowport`. */
const trpcErrorSchema = z.object({ data: z.object({ flowport: bodySchema }) });

/** Reads what the API said; anything else is the network or a proxy in between, and says so. */
export function failureFrom(error: unknown): Failure {
  const wrapped = trpcErrorSchema.safeParse(error);
  if (wrapped.success) return fromBody(wrapped.data.data.flowport);
  const plain = bodySchema.safeParse(error);
  if (plain.success) return fromBody(plain.data);
  return {
    code: 'unavailable',
    title: 'The portal does not answer',
    message:
      'The request did not get through. Check your connection; the portal may also be restarting. Then try again.',
    issues: [],
    requestId: null,
  };
}

function fromBody(body: z.infer<typeof bodySchema>): Failure {
  return { ...body, title: errorCodes[body.code].title };
}

/** What a retry may cure: not what the viewer asked wrongly, may not do, or is in conflict with. */
export function isTransient(failure: Failure): boolean {
  return failure.code === 'unavailable' || failure.code === 'internal' || failure.code === 'too_many_requests';
}
