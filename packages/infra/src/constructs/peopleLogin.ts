import { DataAwsSecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version/index.js';
import type { LbListenerRuleAction } from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import type { Endpoint } from '@flowport/domain';
import type { Construct } from 'constructs';
import type { CognitoPool } from './CognitoPool.ts';

/** What the load balancer does with a browser that has not signed in: send it to the login, or refuse. */
type Unauthenticated = 'authenticate' | 'deny';
export type Login = (unauthenticated: Unauthenticated) => LbListenerRuleAction;

/** What both kinds of login have in common. A session is a cookie of one host, and ends after a day. */
const session = { scope: 'openid email profile', sessionTimeout: 86_400 };

/** By the team's own identity provider. */
export function oidcLogin(scope: Construct, oidc: NonNullable<Endpoint['oidc']>): Login {
  // Read while planning and applying; it is marked sensitive and stays out of plans and logs.
  const secret = new DataAwsSecretsmanagerSecretVersion(scope, 'data.aws_secretsmanager_secret_version.oidc_client', {
    secretId: oidc.clientSecretArn,
  });
  return (onUnauthenticatedRequest) => ({
    type: 'authenticate-oidc',
    authenticateOidc: {
      issuer: oidc.issuer,
      authorizationEndpoint: oidc.authorizationEndpoint,
      tokenEndpoint: oidc.tokenEndpoint,
      userInfoEndpoint: oidc.userInfoEndpoint,
      clientId: oidc.clientId,
      clientSecret: secret.secretString,
      onUnauthenticatedRequest,
      ...session,
    },
  });
}

/** By a user pool of the stack. */
export function cognitoLogin({ pool, browserClient, domain }: CognitoPool): Login {
  return (onUnauthenticatedRequest) => ({
    type: 'authenticate-cognito',
    authenticateCognito: {
      userPoolArn: pool.arn,
      userPoolClientId: browserClient.id,
      userPoolDomain: domain.domain,
      onUnauthenticatedRequest,
      ...session,
    },
  });
}
