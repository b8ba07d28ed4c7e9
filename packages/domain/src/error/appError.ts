/** Every expected failure is one of these; HTTP and tRPC codes derive from this table alone. */
export const errorCodes = {
  invalid_input: { http: 400, title: 'Invalid input' },
  unauthenticated: { http: 401, title: 'Not signed in' },
  forbidden: { http: 403, title: 'Not allowed' },
  not_found: { http: 404, title: 'Not found' },
  conflict: { http: 409, title: 'In conflict with the present state' },
  approval_void: { http: 409, title: 'The plan has changed since it was shown' },
  payload_too_large: { http: 413, title: 'Too much sent at once' },
  too_many_requests: { http: 429, title: 'Too many requests' },
  credentials_refused: { http: 502, title: 'AWS refused the credentials' },
  terraform_failed: { http: 502, title: 'Terraform failed' },
  lock_held: { http: 409, title: 'The state is locked by somebody else' },
  lease_lost: { http: 409, title: 'Another worker has taken over' },
  canceled: { http: 409, title: 'Canceled' },
  unavailable: { http: 503, title: 'Not available right now' },
  internal: { http: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { http: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** One thing wrong with one field: which field, which rule, and what to do instead. */
export type FieldIssue = { path: string; rule: string; message: string; remedy?: string | undefined };

/**
 * An expected failure. `publicMessage` may be shown to anyone; what must stay inside goes into `cause`, which is logged
 * once, where the error is handled.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly issues: readonly FieldIssue[];

  constructor(
    code: ErrorCode,
    publicMessage: string,
    options: { cause?: unknown; issues?: readonly FieldIssue[] } = {},
  ) {
    super(publicMessage, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.publicMessage = publicMessage;
    this.issues = options.issues ?? [];
  }

  get httpStatus(): number {
    return errorCodes[this.code].http;
  }
}
