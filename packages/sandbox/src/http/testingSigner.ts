/**
 * A signer of its own for tests of what no SDK at hand sends: presigned URLs, signed chunks, EKS, and requests that are
 * wrong in one point. Written from AWS's description and not from the verifier, which the documented examples test too.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Keys } from './testing.ts';

export type Signable = {
  method: string;
  /** Path as it goes over the wire, encoded once. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent without being signed. */
  unsignedHeaders?: Record<string, string>;
  body?: string | Buffer;
  /** `x-amz-content-sha256`; that of the body by default. */
  payloadHash?: string;
};

type Scope = { service: string; region: string; keys: Keys; endpoint: string; at?: Date };

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

type Signed = {
  url: string;
  init: RequestInit;
  signature: string;
  signingKey: Buffer;
  stamp: string;
  scope: string;
};

export function sign(request: Signable, o: Scope & { presignSeconds?: number }): Signed {
  const stamp = (o.at ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const scope = `${day}/${o.region}/${o.service}/aws4_request`;
  const isPresigned = o.presignSeconds !== undefined;
  const payloadHash = request.payloadHash ?? (isPresigned ? 'UNSIGNED-PAYLOAD' : sha256(request.body ?? ''));
  const headers: Record<string, string> = { ...request.headers, host: new URL(o.endpoint).host };
  if (!isPresigned) {
    headers['x-amz-date'] = stamp;
    headers['x-amz-content-sha256'] = payloadHash;
    if (o.keys.sessionToken !== undefined) headers['x-amz-security-token'] = o.keys.sessionToken;
  }
  const names = Object.keys(headers).sort();
  const query: Record<string, string> = { ...request.query };
  if (isPresigned) {
    query['X-Amz-Algorithm'] = 'AWS4-HMAC-SHA256';
    query['X-Amz-Credential'] = `${o.keys.accessKeyId}/${scope}`;
    query['X-Amz-Date'] = stamp;
    query['X-Amz-Expires'] = String(o.presignSeconds);
    query['X-Amz-SignedHeaders'] = names.join(';');
    if (o.keys.sessionToken !== undefined) query['X-Amz-Security-Token'] = o.keys.sessionToken;
  }
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const canonicalQuery = pairs.sort().join('&');
  const path = o.service === 's3' ? request.path : request.path.split('/').map(encode).join('/');
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const canonical = [request.method, path, canonicalQuery, lines, names.join(';'), payloadHash].join('\n');
  const signingKey = [o.region, o.service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    hmac(`AWS4${o.keys.secretAccessKey}`, day),
  );
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const sent: Record<string, string> = { ...headers, ...request.unsignedHeaders };
  delete sent.host;
  if (!isPresigned) {
    sent.authorization = `AWS4-HMAC-SHA256 Credential=${o.keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  }
  const search = isPresigned ? `${canonicalQuery}&X-Amz-Signature=${signature}` : canonicalQuery;
  const url = `${o.endpoint}${request.path}${search === '' ? '' : `?${search}`}`;
  const body = request.body === undefined ? {} : { body: request.body };
  return { url, init: { method: request.method, headers: sent, ...body }, signature, signingKey, stamp, scope };
}

/** A body in signed chunks for a request that was signed with `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`. */
export function signChunks(signed: Signed, chunks: readonly string[]): string {
  let previous = signed.signature;
  return [...chunks, '']
    .map((chunk) => {
      const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', signed.stamp, signed.scope, previous, sha256(''), sha256(chunk)];
      previous = hmac(signed.signingKey, toSign.join('\n')).toString('hex');
      return `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`;
    })
    .join('');
}
