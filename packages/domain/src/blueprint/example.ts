import type { EndpointMode } from './endpoint.ts';
import type { ParameterOverrides } from './parameters.ts';

/** The hosted zone of `metaflow.example.com`, as the sandbox has one. */
const zoneId = 'Z0FLOWPORTSANDBOX';

/**
 * What a demonstration asks for beside a preset: an endpoint in a zone that is nobody's (RFC 2606), and teams. A real
 * request names its own domain, zone and identity provider.
 */
export function exampleOverrides(stack: { slug: string; endpoint: EndpointMode; teams: string[] }): ParameterOverrides {
  const { slug, endpoint: mode, teams } = stack;
  if (mode === 'port-forward') return { teams };
  return {
    teams,
    endpoint: {
      mode,
      domain: `${slug}.metaflow.example.com`,
      zoneId,
      ...(mode === 'alb-oidc' ? { oidc: exampleProvider } : {}),
    },
  };
}

const exampleProvider = {
  issuer: 'https://login.example.com/',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/oauth/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
  clientId: 'metaflow',
  clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-SaNdBx',
};
