/** Actions of a listener rule, one after the other until one answers. Source: ELB user guide, "Rule action types". */
import { block, blocks, text } from '../cloud/attributes.ts';
import type { UserPools } from '../cognito/userPools.ts';
import type { TfObject } from '../providers/wire/values.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { textAnswer, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';
import { isTokenValid } from './jwtValidation.ts';
import { askTarget } from './targets.ts';

export type ActionContext = { store: ObjectStore; pools: UserPools; clock: () => Date };
type Handled = { balancer: CloudObject; request: WorldRequest };

/** Undefined passes the request on to the next action. */
type Action = (context: ActionContext, action: TfObject, handled: Handled) => Promise<WorldAnswer | undefined>;

export async function runActions(
  context: ActionContext,
  actions: readonly TfObject[],
  handled: Handled,
): Promise<WorldAnswer> {
  for (const action of actions) {
    const answer = await kinds[text(action.type)]?.(context, action, handled);
    if (answer !== undefined) return answer;
  }
  return textAnswer(503, 'Service Temporarily Unavailable', 'text/html');
}

const kinds: Readonly<Record<string, Action>> = {
  'authenticate-cognito': async (_, action, { request }) => {
    const settings = block(action.authenticate_cognito);
    const domain = text(settings.user_pool_domain);
    const region = text(settings.user_pool_arn).split(':')[3];
    const host = domain.includes('.') ? domain : `${domain}.auth.${region}.amazoncognito.com`;
    const clientId = text(settings.user_pool_client_id);
    return signIn(settings, request, { endpoint: `https://${host}/oauth2/authorize`, clientId });
  },
  'authenticate-oidc': async (_, action, { request }) => {
    const settings = block(action.authenticate_oidc);
    const clientId = text(settings.client_id);
    return signIn(settings, request, { endpoint: text(settings.authorization_endpoint), clientId });
  },
  'jwt-validation': async ({ pools, clock }, action, { request }) => {
    const isValid = await isTokenValid(block(action.jwt_validation), {
      authorization: request.headers.get('authorization'),
      keysAt: (url) => pools.publicKeysAt(url),
      now: clock(),
    });
    if (isValid) return undefined;
    const refusal = textAnswer(401, '<html><head><title>401 Authorization Required</title></head></html>', 'text/html');
    return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': 'Bearer' } };
  },
  'fixed-response': async (_, action) => {
    const { status_code: status, message_body: body, content_type: type } = block(action.fixed_response);
    return textAnswer(Number(text(status) || 200), text(body), text(type));
  },
  redirect: async (_, action, { request }) => redirect(block(action.redirect), request),
  forward: async ({ store }, action, { balancer, request }) => {
    const group = text(action.target_group_arn) || text(blocks(block(action.forward).target_group)[0]?.arn);
    return askTarget(store, { account: balancer.account, group }, request);
  },
};

/** No session cookie is ever given out here, so whoever comes is not signed in. */
function signIn(
  settings: TfObject,
  { host, path, search }: WorldRequest,
  { endpoint, clientId }: { endpoint: string; clientId: string },
): WorldAnswer | undefined {
  const mode = text(settings.on_unauthenticated_request) || 'authenticate';
  if (mode === 'allow') return undefined;
  if (mode === 'deny')
    return textAnswer(401, '<html><head><title>401 Authorization Required</title></head></html>', 'text/html');
  const location = new URL(endpoint);
  location.searchParams.set('client_id', clientId);
  location.searchParams.set('redirect_uri', `https://${host}/oauth2/idpresponse`);
  location.searchParams.set('response_type', 'code');
  location.searchParams.set('scope', text(settings.scope) || 'openid');
  location.searchParams.set('state', Buffer.from(`${path}${search}`).toString('base64url'));
  return { status: 302, headers: { location: location.href }, body: '' };
}

function redirect(settings: TfObject, { host, path, search }: WorldRequest): WorldAnswer {
  const fill = (value: string) =>
    value
      .replaceAll('#{host}', host)
      .replaceAll('#{path}', path.slice(1))
      .replaceAll('#{port}', '443')
      .replaceAll('#{protocol}', 'https')
      .replaceAll('#{query}', search.slice(1));
  const part = (name: string, otherwise: string) => fill(text(settings[name]) || otherwise);
  const protocol = part('protocol', '#{protocol}').toLowerCase();
  const port = part('port', '#{port}');
  const query = part('query', '#{query}');
  const location = `${protocol}://${part('host', '#{host}')}:${port}${part('path', '/#{path}')}${query === '' ? '' : `?${query}`}`;
  return { status: settings.status_code === 'HTTP_301' ? 301 : 302, headers: { location }, body: '' };
}
