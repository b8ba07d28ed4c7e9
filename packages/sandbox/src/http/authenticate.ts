/** Proves who sent a request: key known, token right, time near, signature right; in AWS's order of complaint. */
import type { Credential, KeyRing } from '../iam/principal.ts';
import { type AuthFault, authError, type Protocol } from './authError.ts';
import { AwsError } from './awsError.ts';
import {
  type ChunkSigner,
  type ClaimResult,
  type SignatureClaim,
  type SignedRequest,
  sameText,
  verifySignature,
} from './signature.ts';

/** AWS accepts clocks that are off by 15 minutes. */
const SKEW_MILLISECONDS_MAX = 15 * 60_000;

type Authenticated = { credential: Credential; claim: SignatureClaim; signer: ChunkSigner };

/**
 * @param payloadHash hash line of the canonical request: a digest computed by us, or what the request declares
 * @throws AwsError in the words of `protocol`
 */
export function authenticate(
  result: ClaimResult,
  request: SignedRequest,
  options: { keys: KeyRing; now: Date; protocol: Protocol; payloadHash: string },
): Authenticated {
  const fail = (fault: AuthFault) => authError(options.protocol, fault);
  if (result.kind === 'none') throw fail({ kind: 'missing' });
  if (result.kind === 'malformed') throw fail(result);
  const { claim } = result;
  const credential = options.keys.find(claim.accessKeyId);
  if (credential === undefined) throw fail({ kind: 'unknownKey', accessKeyId: claim.accessKeyId });
  const timeFault = judgeTime(claim, options.now);
  if (timeFault !== undefined) throw fail(timeFault);
  // The token is compared before the signature: a caller with a stale token must read of the token, not of the signature.
  const { sessionToken, expiresAt } = credential;
  if (!sameText(sessionToken ?? '', claim.securityToken ?? '')) throw fail({ kind: 'badToken' });
  const signer = verifySignature(claim, request, {
    secret: credential.secretAccessKey,
    payloadHash: options.payloadHash,
  });
  if (signer === undefined) throw fail({ kind: 'badSignature', accessKeyId: claim.accessKeyId });
  if (expiresAt !== undefined && options.now >= expiresAt) throw fail({ kind: 'expiredToken' });
  const unsigned = ['host', ...amzHeaders(claim, request)].find((name) => !claim.signedHeaders.includes(name));
  if (unsigned !== undefined) {
    const message = 'There were headers present in the request which were not signed';
    throw new AwsError('AccessDenied', 403, message, { details: { HeadersNotSigned: unsigned } });
  }
  return { credential, claim, signer };
}

/** Headers that S3 insists on being signed: otherwise anybody on the way could add a copy source or an ACL. */
function amzHeaders(claim: SignatureClaim, request: SignedRequest): string[] {
  if (claim.scope.service !== 's3') return [];
  return [...request.headers.keys()].filter((name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256');
}

function judgeTime(claim: SignatureClaim, now: Date): AuthFault | undefined {
  const signedAt = parseBasic(claim.timestamp);
  if (signedAt === undefined) {
    return { kind: 'malformed', message: 'AWS authentication requires a valid Date or x-amz-date header' };
  }
  if (!claim.timestamp.startsWith(claim.scope.date)) {
    const message = `Credential date does not match the date of the request: ${claim.scope.date}`;
    return { kind: 'malformed', message };
  }
  const aheadMs = signedAt.getTime() - now.getTime();
  const limit = (offsetMs: number) => basic(new Date(now.getTime() + offsetMs));
  const skew = { kind: 'skewed', timestamp: claim.timestamp, now: basic(now) } as const;
  if (aheadMs > SKEW_MILLISECONDS_MAX) return { ...skew, limit: limit(SKEW_MILLISECONDS_MAX), early: true };
  if (claim.form === 'query') {
    const expires = new Date(signedAt.getTime() + (claim.expiresSeconds ?? 0) * 1000);
    return now > expires ? { kind: 'expiredRequest', expires: basic(expires), now: basic(now) } : undefined;
  }
  if (aheadMs < -SKEW_MILLISECONDS_MAX) return { ...skew, limit: limit(-SKEW_MILLISECONDS_MAX), early: false };
  return undefined;
}

function parseBasic(timestamp: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function basic(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
