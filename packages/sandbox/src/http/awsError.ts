/**
 * A refusal as AWS would word it: its own error code, HTTP status and message form.
 *
 * `details` become extra elements of S3's error document (`Region`, `Key`, `Condition`, …); the other protocols have no
 * place for them and leave them out.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly details: Readonly<Record<string, string>>;
  /** Response headers that belong to this refusal. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    httpStatus: number,
    message: string,
    options: {
      details?: Readonly<Record<string, string>>;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AwsError';
    this.code = code;
    this.httpStatus = httpStatus;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}
