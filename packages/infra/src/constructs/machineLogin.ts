import type { LbListenerRuleAction, LbListenerRuleCondition } from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import { Password } from '@cdktf/provider-random/lib/password/index.js';
import type { Endpoint, EndpointOutput } from '@flowport/domain';
import type { Construct } from 'constructs';
import type { StackNames } from '../naming.ts';
import type { CognitoPool } from './CognitoPool.ts';
import { storedSecret } from './storedSecret.ts';

/** How a program proves itself on the metadata host: what its request must have, and what is checked of it. */
export type MachineLogin = {
  condition: LbListenerRuleCondition;
  checks: LbListenerRuleAction[];
  output: Pick<EndpointOutput, 'machine_auth' | 'metadata_key_secret_arn' | 'machine_client'>;
};

/**
 * By a key in `x-api-key`. Lower case and digits, as the load balancer compares headers without regard to case and reads
 * some other signs as wildcards; at most 128 characters are compared.
 */
export function keyLogin(scope: Construct, names: StackNames): MachineLogin {
  const key = new Password(scope, 'random_password.metadata_key', { length: 48, special: false, upper: false });
  const secret = storedSecret(scope, {
    id: 'metadata_key',
    name: names.secret('metadata-key'),
    description: `Key of programs for the metadata service of ${names.prefix}, sent as x-api-key`,
    text: key.result,
  });
  return {
    condition: { httpHeader: { httpHeaderName: 'x-api-key', values: [key.result] } },
    checks: [],
    output: { machine_auth: 'key', metadata_key_secret_arn: secret.arn, machine_client: null },
  };
}

/** By a token of the stack's user pool, for the one client that programs use. */
export function cognitoTokenLogin(scope: Construct, names: StackNames, cognito: CognitoPool): MachineLogin {
  const { client, scope: tokenScope } = cognito.machineClient();
  const secret = storedSecret(scope, {
    id: 'metadata_client',
    name: names.secret('metadata-credentials'),
    description: `Secret of the client by which programs get tokens for the metadata service of ${names.prefix}`,
    text: client.clientSecret,
  });
  return {
    ...tokenChecked({
      issuer: cognito.issuer,
      jwksEndpoint: `${cognito.issuer}/.well-known/jwks.json`,
      // Tokens of people have another client.
      claim: { name: 'client_id', value: client.id },
    }),
    output: {
      machine_auth: 'jwt',
      metadata_key_secret_arn: null,
      machine_client: { client_id: client.id, token_url: cognito.tokenUrl, scope: tokenScope, secret_arn: secret.arn },
    },
  };
}

/**
 * By a token of the team's own identity provider. Issuers have many clients, so the token must also be meant for this one:
 * its `aud` is the client id. Where the programs get it is their organisation's affair.
 */
export function oidcTokenLogin(oidc: NonNullable<Endpoint['oidc']>): MachineLogin {
  return {
    ...tokenChecked({
      issuer: oidc.issuer,
      jwksEndpoint: oidc.jwksUri,
      claim: { name: 'aud', value: oidc.clientId },
    }),
    output: { machine_auth: 'jwt', metadata_key_secret_arn: null, machine_client: null },
  };
}

/** Requests without a bearer token fall through to the refusal below, which says in JSON what is missing. */
function tokenChecked(token: {
  issuer: string;
  jwksEndpoint: string;
  claim: { name: string; value: string };
}): Pick<MachineLogin, 'condition' | 'checks'> {
  return {
    condition: { httpHeader: { httpHeaderName: 'Authorization', values: ['Bearer *'] } },
    checks: [
      {
        type: 'jwt-validation',
        jwtValidation: {
          issuer: token.issuer,
          jwksEndpoint: token.jwksEndpoint,
          additionalClaim: [{ name: token.claim.name, format: 'single-string', values: [token.claim.value] }],
        },
      },
    ],
  };
}
