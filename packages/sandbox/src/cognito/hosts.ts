/** The two hosts of a user pool: its issuer with discovery and keys, and its domain with authorize, login and token. */
import { stored, texts } from '../cloud/attributes.ts';
import { queryValue } from '../http/target.ts';
import type { CloudObject } from '../store/objects.ts';
import { jsonAnswer, textAnswer, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';
import { answerToken } from './token.ts';
import { issuerOf, type UserPools } from './userPools.ts';

type Cognito = { pools: UserPools; clock: () => Date };

/** Undefined when the host is none of Cognito's, or no pool has it. */
export async function answerCognito(context: Cognito, request: WorldRequest): Promise<WorldAnswer | undefined> {
  const [, issuerRegion] = /^cognito-idp\.([a-z0-9-]+)\.amazonaws\.com$/.exec(request.host) ?? [];
  if (issuerRegion !== undefined) return answerIssuer(context, issuerRegion, request);
  const [, domain = '', region = ''] =
    /^([a-z0-9-]+)\.auth\.([a-z0-9-]+)\.amazoncognito\.com$/.exec(request.host) ?? [];
  const pool = context.pools.poolOfDomain(region, domain);
  return pool === undefined ? undefined : answerDomain(context, pool, request);
}

async function answerIssuer({ pools }: Cognito, region: string, request: WorldRequest): Promise<WorldAnswer> {
  const [, id = '', ...rest] = request.path.split('/');
  const pool = pools.pool(region, id);
  const document = rest.join('/');
  if (pool === undefined) return jsonAnswer(404, { message: `User pool ${id} does not exist.` });
  const issuer = issuerOf(pool);
  if (document === '.well-known/jwks.json') {
    return jsonAnswer(200, { keys: (await pools.publicKeysAt(`${issuer}/${document}`)) ?? [] });
  }
  if (document !== '.well-known/openid-configuration') return jsonAnswer(404, { message: 'Not found' });
  return jsonAnswer(200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  });
}

async function answerDomain(context: Cognito, pool: CloudObject, request: WorldRequest): Promise<WorldAnswer> {
  switch (`${request.method} ${request.path}`) {
    case 'POST /oauth2/token':
      return answerToken(context, pool, request);
    case 'GET /oauth2/authorize':
      return authorize(context.pools, pool, request);
    case 'GET /login':
      return textAnswer(
        200,
        '<!doctype html><html><head><title>Sign in</title></head><body></body></html>',
        'text/html',
      );
    default:
      return textAnswer(404, 'Not Found');
  }
}

/** To the login page, for a client that may come back to where it says. */
function authorize(pools: UserPools, pool: CloudObject, request: WorldRequest): WorldAnswer {
  const value = (name: string) => queryValue(request.query, name) ?? '';
  const client = pools.client(pool, value('client_id'));
  const isKnown = client !== undefined && texts(stored(client).callback_urls).includes(value('redirect_uri'));
  const location = isKnown
    ? `https://${request.host}/login${request.search}`
    : `https://${request.host}/error?error=${client === undefined ? 'invalid_request' : 'redirect_mismatch'}`;
  return { status: 302, headers: { location }, body: '' };
}
