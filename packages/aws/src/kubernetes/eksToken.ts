import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../credentials/credentials.ts';
import { Sha256 } from '../credentials/sha256.ts';

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
