import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../credentials/credentials.ts';

/** The API server looks at the token at once; a stolen one is worth nothing a minute later. */
const expiresInSeconds = 60;

/**
 * The bearer token by which EKS knows an IAM principal, as `aws eks get-token` makes it: a presigned call of
 * GetCallerIdentity that is good for one cluster, since the header with its name is signed. It is never sent to STS by
 * us; the cluster does that to learn who signed it, so its host is AWS's own wherever the cluster stands.
 * Source: aws-iam-authenticator, "How does it work".
 */
export async function eksToken(input: {
  cluster: string;
  region: string;
  credentials: AwsCredentials;
  now: Date;
}): Promise<string> {
  const { cluster, region, credentials, now } = input;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    service: 'sts',
    region,
    sha256: Sha256,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  });
  const host = `sts.${region}.amazonaws.com`;
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host, 'x-k8s-aws-id': cluster },
    },
    // Else the header moves into the query, where the cluster does not look.
    { expiresIn: expiresInSeconds, signingDate: now, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  );
  const query = Object.entries(signed.query ?? {})
    .flatMap(([name, value]) => [value ?? ''].flat().map((one) => `${encode(name)}=${encode(one)}`))
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString('base64url')}`;
}

/** As SigV4 encodes (RFC 3986), so that the URL is the one that was signed. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

type Source = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, with a key HMAC-SHA-256, in the form that the signer wants. */
class Sha256 {
  readonly #key: Buffer | undefined;
  #hash: Hash | Hmac;

  constructor(key?: Source) {
    this.#key = key === undefined ? undefined : bytesOf(key);
    this.#hash = this.#fresh();
  }

  update(data: Source): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
  }
}

function bytesOf(source: Source): Buffer {
  if (typeof source === 'string') return Buffer.from(source);
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}
