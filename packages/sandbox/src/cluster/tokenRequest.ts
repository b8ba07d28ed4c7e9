/** The TokenRequest API: a service account's token for the audiences that are asked for. */
import { z } from 'zod';
import { block, stored, text } from '../cloud/attributes.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { jsonAnswer, type WorldAnswer } from '../world/exchange.ts';
import type { ApiRequest } from './apiRequest.ts';
import { readJson } from './body.ts';
import type { Inventory } from './inventory.ts';
import { invalid, notFound } from './status.ts';

const requestSchema = z.object({
  spec: z
    .object({
      audiences: z.array(z.string().min(1)).default([]),
      expirationSeconds: z.number().int().nullish(),
    })
    .default({ audiences: [] }),
});

const SECONDS_MIN = 600;
/** EKS caps the life of a token at a day, without a complaint. */
const SECONDS_MAX = 86_400;

export type TokenIssuer = Pick<Issuer, 'serviceAccountToken' | 'publicKeys'>;

/** @throws StatusError NotFound, Invalid */
export async function answerTokenRequest(
  { issuer }: { issuer: TokenIssuer },
  inventory: Inventory,
  { asked, body }: { asked: ApiRequest; body: Buffer },
): Promise<WorldAnswer> {
  const { namespace, name } = asked;
  const { spec } = readJson(body, requestSchema);
  const accounts = inventory.serviceAccounts();
  const account = accounts.find((one) => one.namespace === namespace && one.name === name);
  if (account === undefined) throw notFound({ resource: 'serviceaccounts', group: '', name });
  const seconds = spec.expirationSeconds ?? 3600;
  if (seconds < SECONDS_MIN) {
    throw invalid(
      'TokenRequest.authentication.k8s.io',
      `spec.expirationSeconds: Invalid value: ${seconds}: may not specify a duration less than 10 minutes`,
    );
  }
  const url = text(block(block(stored(inventory.cluster).identity).oidc).issuer);
  const audiences = spec.audiences.length === 0 ? ['https://kubernetes.default.svc'] : spec.audiences;
  const { token, expiresAt } = await issuer.serviceAccountToken({
    issuer: url,
    namespace,
    serviceAccount: name,
    audience: audiences,
    seconds: Math.min(seconds, SECONDS_MAX),
  });
  return jsonAnswer(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: account.createdAt },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: null },
    status: { token, expirationTimestamp: expiresAt.toISOString() },
  });
}
