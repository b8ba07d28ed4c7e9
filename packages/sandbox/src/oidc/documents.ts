/**
 * Discovery and key documents of the issuers, at `/oidc/id/<ID>/…` of the sandbox's own port: `https://oidc.eks…` cannot
 * be served from here. The `issuer` in them is the AWS form, which is what tokens carry.
 */
import type { ServerResponse } from 'node:http';
import { sendDocument } from '../http/respond.ts';
import { jsonAnswer, type WorldAnswer } from '../world/exchange.ts';
import type { Issuer } from './issuer.ts';

const PATH = /^\/oidc\/id\/([A-Za-z0-9]+)\/(\.well-known\/openid-configuration|keys)$/;

export function isIssuerPath(path: string): boolean {
  return path.startsWith('/oidc/');
}

/** Answers a GET of an issuer document, or 404. @param origin `http://host:port` as the caller reached us */
export async function sendIssuerDocument(
  issuer: Issuer,
  res: ServerResponse,
  call: { path: string; origin: string; requestId: string },
): Promise<void> {
  const [, id = '', document] = PATH.exec(call.path) ?? [];
  const url = id === '' ? undefined : issuer.issuerOf(id);
  const send = (status: number, body: unknown) =>
    sendDocument(res, { status, type: 'application/json', body: JSON.stringify(body), requestId: call.requestId });
  if (url === undefined) {
    send(404, { message: 'No cluster has an issuer at this path.' });
    return;
  }
  if (document === 'keys') {
    send(200, { keys: (await issuer.publicKeys(url)) ?? [] });
    return;
  }
  send(200, discovery(url, `${call.origin}/oidc/id/${id}/keys`));
}

/** The same documents at the issuer's own host; undefined for other hosts and for clusters that are gone. */
export async function answerClusterIssuer(
  { issuer }: { issuer: Pick<Issuer, 'publicKeys'> },
  { host, path }: { host: string; path: string },
): Promise<WorldAnswer | undefined> {
  const [, id, document] = /^\/id\/([A-Za-z0-9]+)\/(\.well-known\/openid-configuration|keys)$/.exec(path) ?? [];
  if (!host.startsWith('oidc.eks.') || id === undefined) return undefined;
  const url = `https://${host}/id/${id}`;
  const keys = await issuer.publicKeys(url);
  if (keys === undefined) return undefined;
  return jsonAnswer(200, document === 'keys' ? { keys } : discovery(url, `${url}/keys`));
}

function discovery(issuer: string, keysUrl: string) {
  return {
    issuer,
    jwks_uri: keysUrl,
    authorization_endpoint: 'urn:kubernetes:programmatic_authorization',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    claims_supported: ['sub', 'iss'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
