import { AppError } from '@flowport/domain';

/** Codes by which AWS says that the signature or the key pair itself is not accepted. */
const keyRefusals = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'AuthFailure',
]);
const expiries = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const denials = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden']);
/** Thrown by the SDK before it has sent anything, when its search for credentials found none. */
const missing = new Set(['CredentialsProviderError', 'TokenProviderError']);

/**
 * Turns what the SDK throws into an error that says what was being done, what AWS answered and what to check.
 * @param doing completes "While …", e.g. "assuming the role arn:…"
 * @param whenDenied what to check when AWS understood who asked and said no
 */
export function awsFailure(error: unknown, doing: string, whenDenied: string): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : 'Unknown';
  const answer = error instanceof Error ? error.message : String(error);
  if (isAbort(error)) return new AppError('canceled', `While ${doing}: canceled.`, { cause: error });
  if (missing.has(name)) {
    return new AppError(
      'credentials_refused',
      `While ${doing}: this process has no AWS credentials. Give it some by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the machine it runs on.`,
      { cause: error },
    );
  }
  if (keyRefusals.has(name)) {
    return new AppError(
      'credentials_refused',
      `While ${doing}: AWS does not accept the key pair (${name}). Check that the access key exists, is active and belongs to its secret, and that the clock of this machine is right.`,
      { cause: error },
    );
  }
  if (expiries.has(name)) {
    return new AppError(
      'credentials_refused',
      `While ${doing}: the session has expired (${name}). Start the run again; where this repeats, check the clock of this machine.`,
      { cause: error },
    );
  }
  if (denials.has(name) || httpStatus(error) === 403) {
    return new AppError('credentials_refused', `While ${doing}: AWS answered ${name}. ${whenDenied}`, { cause: error });
  }
  if (isUnreachable(error)) {
    return new AppError(
      'unavailable',
      `While ${doing}: AWS could not be reached (${answer}). Check the network and the region, then try again.`,
      { cause: error },
    );
  }
  return new AppError('unavailable', `While ${doing}: AWS answered ${name}: ${answer}`, { cause: error });
}

export function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
]);

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError' || error.name === 'NetworkingError') return true;
  return 'code' in error && typeof error.code === 'string' && networkCodes.has(error.code);
}
