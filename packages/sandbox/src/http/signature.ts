/**
 * AWS Signature Version 4: what a request claims, and whether a secret proves it.
 *
 * Pure: no clock, no credentials store. Rules from "Signature Version 4 signing process" of the AWS documentation,
 * including the two exceptions of S3: its path is encoded once instead of twice, and never normalized.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type QueryPair, queryValue, type Target, uriEncode } from './target.ts';

export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const ALGORITHM = 'AWS4-HMAC-SHA256';

export type SignatureClaim = {
  /** Where the signature stood: the `Authorization` header or the query of a presigned URL. */
  form: 'header' | 'query';
  accessKeyId: string;
  scope: { date: string; region: string; service: string };
  signedHeaders: string[];
  signature: string;
  /** `YYYYMMDDTHHMMSSZ`; empty when the request carries none. */
  timestamp: string;
  /** Lifetime of a presigned URL in seconds. */
  expiresSeconds?: number;
  securityToken?: string;
  /** `x-amz-content-sha256`: a digest or a word such as `UNSIGNED-PAYLOAD`. */
  payloadHash?: string;
};

/** `malformed` carries AWS's sentence on what is wrong with the header or query. */
export type ClaimResult =
  | { kind: 'none' }
  | { kind: 'malformed'; message: string }
  | { kind: 'claim'; claim: SignatureClaim };

export type SignedRequest = { method: string; target: Target; headers: ReadonlyMap<string, string> };

/** Reads the claim of a request; `headers` has lower-case names and joined values. */
export function readClaim(request: SignedRequest): ClaimResult {
  const authorization = request.headers.get('authorization');
  if (authorization !== undefined) return readHeaderClaim(authorization, request.headers);
  if (queryValue(request.target.query, 'X-Amz-Algorithm') !== undefined) return readQueryClaim(request);
  return { kind: 'none' };
}

function readHeaderClaim(authorization: string, headers: ReadonlyMap<string, string>): ClaimResult {
  const [algorithm, ...rest] = authorization.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) return malformed('Unsupported Authorization Type');
  const fields = new Map<string, string>();
  for (const part of rest.join('').split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals), part.slice(equals + 1));
  }
  const credential = fields.get('Credential');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    return malformed(
      'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    );
  }
  const parsed = parseCredential(credential);
  if (parsed === undefined) {
    return malformed(
      'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  return {
    kind: 'claim',
    claim: {
      form: 'header',
      ...parsed,
      signedHeaders: signedHeaders.split(';'),
      signature,
      timestamp: headers.get('x-amz-date') ?? basicDate(headers.get('date')),
      ...optional('securityToken', headers.get('x-amz-security-token')),
      ...optional('payloadHash', headers.get('x-amz-content-sha256')),
    },
  };
}

function readQueryClaim(request: SignedRequest): ClaimResult {
  const value = (name: string) => queryValue(request.target.query, name);
  const credential = value('X-Amz-Credential');
  const signedHeaders = value('X-Amz-SignedHeaders');
  const signature = value('X-Amz-Signature');
  const timestamp = value('X-Amz-Date');
  if (
    value('X-Amz-Algorithm') !== ALGORITHM ||
    credential === undefined ||
    signedHeaders === undefined ||
    signature === undefined ||
    timestamp === undefined
  ) {
    return malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const parsed = parseCredential(credential);
  if (parsed === undefined) {
    return malformed(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  // S3 demands X-Amz-Expires; the query protocol (a presigned GetCallerIdentity of `aws eks get-token`) takes 15 min.
  const expiresSeconds = Number(value('X-Amz-Expires') ?? 900);
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 0 || expiresSeconds > 604_800) {
    return malformed(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return {
    kind: 'claim',
    claim: {
      form: 'query',
      ...parsed,
      signedHeaders: signedHeaders.split(';'),
      signature,
      timestamp,
      expiresSeconds,
      ...optional('securityToken', value('X-Amz-Security-Token')),
      ...optional('payloadHash', value('X-Amz-Content-Sha256') ?? request.headers.get('x-amz-content-sha256')),
    },
  };
}

function parseCredential(credential: string): Pick<SignatureClaim, 'accessKeyId' | 'scope'> | undefined {
  const parts = credential.split('/');
  const [terminator, service, region, date] = parts.slice(-4).reverse();
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId || !service || !region || !date || terminator !== 'aws4_request' || !/^\d{8}$/.test(date)) {
    return undefined;
  }
  return { accessKeyId, scope: { date, region, service } };
}

function malformed(message: string): ClaimResult {
  return { kind: 'malformed', message };
}

function optional<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: string });
}

function basicDate(date: string | undefined): string {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The seed of chunk signatures: what follows the first signature of a streamed body. */
export type ChunkSigner = { key: Buffer; timestamp: string; scope: string; seedSignature: string };

/**
 * Whether `secret` made the claimed signature; if so, what the chunks of a streamed body are signed with.
 * @param payloadHash the hash line of the canonical request
 */
export function verifySignature(
  claim: SignatureClaim,
  request: SignedRequest,
  options: { secret: string; payloadHash: string },
): ChunkSigner | undefined {
  const scope = scopeText(claim.scope);
  const canonical = canonicalRequest(claim, request, options.payloadHash);
  const key = signingKey(options.secret, claim.scope);
  const toSign = `${ALGORITHM}\n${claim.timestamp}\n${scope}\n${sha256Hex(canonical)}`;
  const expected = hmacHex(key, toSign);
  if (!sameText(expected, claim.signature)) return undefined;
  return { key, timestamp: claim.timestamp, scope, seedSignature: claim.signature };
}

function scopeText(scope: SignatureClaim['scope']): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

function canonicalRequest(claim: SignatureClaim, request: SignedRequest, payloadHash: string): string {
  const isS3 = claim.scope.service === 's3';
  const path = request.target.path.split('/').map(uriEncode).join('/');
  const query = canonicalQuery(request.target.query.filter((pair) => pair.name !== 'X-Amz-Signature'));
  const headers = claim.signedHeaders.map((name) => {
    const value = request.headers.get(name.toLowerCase()) ?? '';
    return `${name.toLowerCase()}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    isS3 ? path : path.split('/').map(uriEncode).join('/'),
    query,
    headers.join(''),
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map((pair) => [uriEncode(pair.name), uriEncode(pair.value)] as const)
    .sort(([a, x], [b, y]) => compareText(a, b) || compareText(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// A signing key depends only on secret, day, region and service: four HMACs less for each further request of a day.
const signingKeys = new Map<string, Buffer>();

function signingKey(secret: string, scope: SignatureClaim['scope']): Buffer {
  const id = `${secret}\n${scopeText(scope)}`;
  const known = signingKeys.get(id);
  if (known !== undefined) return known;
  const date = hmac(`AWS4${secret}`, scope.date);
  const key = hmac(hmac(hmac(date, scope.region), scope.service), 'aws4_request');
  if (signingKeys.size > 500) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}

/** The signature of one chunk, given the one before it and the SHA-256 of its data. */
export function chunkSignature(signer: ChunkSigner, previous: string, dataSha256: string): string {
  const head = `${ALGORITHM}-PAYLOAD\n${signer.timestamp}\n${signer.scope}\n${previous}`;
  return hmacHex(signer.key, `${head}\n${EMPTY_SHA256}\n${dataSha256}`);
}

/** The signature over trailing headers, given that of the last chunk. */
export function trailerSignature(signer: ChunkSigner, previous: string, trailerSha256: string): string {
  const head = `AWS4-HMAC-SHA256-TRAILER\n${signer.timestamp}\n${signer.scope}\n${previous}`;
  return hmacHex(signer.key, `${head}\n${trailerSha256}`);
}

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Compares without telling by timing where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function hmacHex(key: Buffer, data: string): string {
  return createHmac('sha256', key).update(data).digest('hex');
}
