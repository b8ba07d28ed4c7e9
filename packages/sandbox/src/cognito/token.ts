/** The token endpoint for machine clients. Source: Cognito developer guide, "The token issuer endpoint". */
import { randomUUID } from 'node:crypto';
import { block, number, stored, text, texts } from '../cloud/attributes.ts';
import { sameText } from '../http/signature.ts';
import { parseQuery, queryValue } from '../http/target.ts';
import type { TfObject } from '../providers/wire/values.ts';
import type { CloudObject } from '../store/objects.ts';
import { jsonAnswer, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';
import { issuerOf, type UserPools } from './userPools.ts';

type TokenEndpoint = { pools: UserPools; clock: () => Date };

const refuse = (error: string) => jsonAnswer(400, { error });

export async function answerToken(
  { pools, clock }: TokenEndpoint,
  pool: CloudObject,
  request: WorldRequest,
): Promise<WorldAnswer> {
  const form = parseQuery(request.body.toString('utf8'));
  const grant = queryValue(form, 'grant_type');
  if (grant === undefined) return refuse('invalid_request');
  if (grant !== 'client_credentials') return refuse('unsupported_grant_type');
  const { id, secret } = credentialsOf(request, form);
  const found = pools.client(pool, id);
  if (found === undefined) return refuse('invalid_client');
  const client = stored(found);
  if (!sameText(text(client.client_secret), secret) || secret === '') return refuse('invalid_client');
  const isAllowed =
    client.allowed_oauth_flows_user_pool_client === true &&
    texts(client.allowed_oauth_flows).includes('client_credentials');
  if (!isAllowed) return refuse('unauthorized_client');
  const allowed = texts(client.allowed_oauth_scopes);
  const scopes = (queryValue(form, 'scope') ?? allowed.join(' ')).split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0 || scopes.some((scope) => !allowed.includes(scope))) return refuse('invalid_scope');
  const issuedAt = Math.floor(clock().getTime() / 1000);
  const seconds = validitySeconds(client);
  const token = await pools.sign(pool, {
    sub: id,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: issuedAt,
    iss: issuerOf(pool),
    exp: issuedAt + seconds,
    iat: issuedAt,
    version: 2,
    jti: randomUUID(),
    client_id: id,
  });
  return jsonAnswer(200, { access_token: token, expires_in: seconds, token_type: 'Bearer' });
}

/** By HTTP Basic, or in the form. */
function credentialsOf(request: WorldRequest, form: ReturnType<typeof parseQuery>): { id: string; secret: string } {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (basic === undefined) {
    return { id: queryValue(form, 'client_id') ?? '', secret: queryValue(form, 'client_secret') ?? '' };
  }
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id, secret: secret.join(':') };
}

const unitSeconds: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

function validitySeconds(client: TfObject): number {
  const value = number(client.access_token_validity);
  if (value === 0) return 3600;
  return value * (unitSeconds[text(block(client.token_validity_units).access_token) || 'hours'] ?? 3600);
}
