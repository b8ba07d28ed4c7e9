/** The S3 service: authentication of a request with its streamed body, choice of the operation, and the answer. */
import type { IncomingMessage } from 'node:http';
import { authenticate } from '../http/authenticate.ts';
import { AwsError } from '../http/awsError.ts';
import { openPayload } from '../http/payload.ts';
import type { HttpRequest } from '../http/request.ts';
import { type ClaimResult, UNSIGNED_PAYLOAD } from '../http/signature.ts';
import type { KeyRing } from '../iam/principal.ts';
import type { S3, S3Call, S3Reply } from './call.ts';
import { invalidArgument } from './errors.ts';
import { chooseOperation } from './operations.ts';

/** @throws AwsError in S3's words */
export async function callS3(
  s3: S3,
  call: { request: HttpRequest; raw: IncomingMessage; claim: ClaimResult; keys: KeyRing },
): Promise<S3Reply> {
  const { request, claim } = call;
  const payloadHash = readPayloadHash(claim);
  const {
    credential,
    claim: proven,
    signer,
  } = authenticate(claim, request, {
    keys: call.keys,
    now: s3.clock(),
    protocol: 's3',
    payloadHash,
  });
  const { bucketName, key } = splitPath(request);
  const s3Call: S3Call = {
    method: request.method,
    bucketName,
    key,
    query: request.target.query,
    headers: request.headers,
    payload: openPayload(call.raw, {
      payloadHash,
      headers: request.headers,
      signer,
      accessKeyId: credential.accessKeyId,
    }),
    caller: credential.principal,
    region: proven.scope.region,
    context: new Map([
      ['aws:securetransport', ['true']],
      ['aws:sourceip', [request.sourceIp]],
      ['aws:currenttime', [s3.clock().toISOString()]],
      ['aws:epochtime', [String(Math.floor(s3.clock().getTime() / 1000))]],
      ['aws:requestedregion', [proven.scope.region]],
      ['aws:resourceaccount', [s3.account]],
      ['s3:resourceaccount', [s3.account]],
      ['s3:authtype', [proven.form === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING']],
      ['s3:signatureversion', ['AWS4-HMAC-SHA256']],
    ]),
  };
  checkRegion(s3, s3Call);
  return chooseOperation(s3Call)(s3, s3Call);
}

function readPayloadHash(claim: ClaimResult): string {
  if (claim.kind !== 'claim') return UNSIGNED_PAYLOAD;
  const { payloadHash, form } = claim.claim;
  if (payloadHash === undefined) {
    if (form === 'query') return UNSIGNED_PAYLOAD;
    throw new AwsError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  }
  if (payloadHash === UNSIGNED_PAYLOAD || payloadHash.startsWith('STREAMING-') || /^[0-9a-f]{64}$/.test(payloadHash)) {
    return payloadHash;
  }
  throw invalidArgument(
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    'x-amz-content-sha256',
    payloadHash,
  );
}

/** `<bucket>.s3.<region>.amazonaws.com`, `<bucket>.localhost:<port>`: then the path is all key. */
const VIRTUAL_HOST = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:s3[a-z0-9.-]*\.amazonaws\.com|localhost)(?::\d+)?$/;

function splitPath(request: HttpRequest): { bucketName: string; key: string } {
  const path = request.target.path.slice(1);
  const host = VIRTUAL_HOST.exec(request.headers.get('host') ?? '')?.[1];
  if (host !== undefined && host !== 's3') return { bucketName: host, key: path };
  const slash = path.indexOf('/');
  return slash < 0 ? { bucketName: path, key: '' } : { bucketName: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** A signature is for one region; S3 names the right one, and SDKs with region redirection follow. */
function checkRegion(s3: S3, call: S3Call): void {
  const bucket = call.bucketName === '' ? undefined : s3.buckets.get(call.bucketName);
  if (bucket === undefined || bucket.region === call.region) return;
  throw new AwsError(
    'AuthorizationHeaderMalformed',
    400,
    `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
    { details: { Region: bucket.region }, headers: { 'x-amz-bucket-region': bucket.region } },
  );
}
