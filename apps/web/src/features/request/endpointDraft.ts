import { type Endpoint, type EndpointMode, portForward } from '@flowport/domain';

/** The endpoint while it is typed. */
export type EndpointDraft = Record<string, unknown>;

const emptyProvider = {
  issuer: '',
  authorizationEndpoint: '',
  tokenEndpoint: '',
  userInfoEndpoint: '',
  jwksUri: '',
  clientId: '',
  clientSecretArn: '',
} satisfies Endpoint['oidc'];

/**
 * The endpoint in another mode: with what that mode needs and nothing besides, so that a field which is not shown can
 * neither be wrong nor be sent.
 * @param typed what was filled in before, in whatever mode; it comes back when its mode does
 */
export function endpointInMode(typed: EndpointDraft, mode: EndpointMode): EndpointDraft {
  if (mode === 'port-forward') return { ...portForward };
  return { ...portForward, ...typed, mode, oidc: mode === 'alb-oidc' ? (typed.oidc ?? emptyProvider) : null };
}

/** What is worth keeping of an endpoint when its mode is left. */
export function typedParts(endpoint: EndpointDraft, before: EndpointDraft): EndpointDraft {
  if (endpoint.mode === 'port-forward') return before;
  const { mode: _mode, oidc, ...rest } = endpoint;
  return { ...before, ...rest, ...(oidc === null ? {} : { oidc }) };
}
