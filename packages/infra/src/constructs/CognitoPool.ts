import { CognitoResourceServer } from '@cdktf/provider-aws/lib/cognito-resource-server/index.js';
import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool/index.js';
import { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client/index.js';
import { CognitoUserPoolDomain } from '@cdktf/provider-aws/lib/cognito-user-pool-domain/index.js';
import { Construct } from 'constructs';
import type { StackNames } from '../naming.ts';

export type CognitoPoolProps = {
  names: StackNames;
  region: string;
  /** Hosts on which people sign in. */
  hosts: readonly string[];
};

/** A user pool for the people of one stack. Nobody signs up: an administrator makes their accounts. */
export class CognitoPool extends Construct {
  readonly pool: CognitoUserPool;
  readonly domain: CognitoUserPoolDomain;
  readonly browserClient: CognitoUserPoolClient;
  /** As its tokens name it. */
  readonly issuer: string;
  readonly tokenUrl: string;
  private readonly names: StackNames;

  constructor(scope: Construct, id: string, props: CognitoPoolProps) {
    super(scope, id);
    const { names, region } = props;
    this.names = names;
    this.pool = new CognitoUserPool(this, 'aws_cognito_user_pool.people', {
      name: names.userPool,
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanism: [{ name: 'verified_email', priority: 1 }] },
      // Length alone: rules about signs make people write passwords down.
      passwordPolicy: { minimumLength: 16, temporaryPasswordValidityDays: 7 },
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
      // The pool goes with the compute of its stack; protected, it would stop a destroy halfway.
      deletionProtection: 'INACTIVE',
    });
    this.domain = new CognitoUserPoolDomain(this, 'aws_cognito_user_pool_domain.people', {
      domain: names.userPoolDomain,
      userPoolId: this.pool.id,
    });
    this.browserClient = new CognitoUserPoolClient(this, 'aws_cognito_user_pool_client.browser', {
      name: 'load-balancer',
      userPoolId: this.pool.id,
      generateSecret: true,
      supportedIdentityProviders: ['COGNITO'],
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ['code'],
      allowedOauthScopes: ['openid', 'email', 'profile'],
      // Where a load balancer takes the code back, on whichever host it asked for the login.
      callbackUrls: props.hosts.map((host) => `https://${host}/oauth2/idpresponse`),
      preventUserExistenceErrors: 'ENABLED',
    });
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${this.pool.id}`;
    this.tokenUrl = `https://${names.userPoolDomain}.auth.${region}.amazoncognito.com/oauth2/token`;
  }

  /** A client for programs, which get tokens by its secret alone. */
  machineClient(): { client: CognitoUserPoolClient; scope: string } {
    const server = new CognitoResourceServer(this, 'aws_cognito_resource_server.metadata', {
      userPoolId: this.pool.id,
      identifier: `${this.names.prefix}/metadata`,
      name: 'Metadata service',
      scope: [{ scopeName: 'use', scopeDescription: 'Read and write the metadata of runs' }],
    });
    const scope = `${this.names.prefix}/metadata/use`;
    const client = new CognitoUserPoolClient(this, 'aws_cognito_user_pool_client.machine', {
      name: 'programs',
      userPoolId: this.pool.id,
      generateSecret: true,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ['client_credentials'],
      allowedOauthScopes: [scope],
      // The longest that Cognito offers: Metaflow reads its token once, and a run started from a laptop may take a day.
      accessTokenValidity: 24,
      tokenValidityUnits: [{ accessToken: 'hours' }],
      preventUserExistenceErrors: 'ENABLED',
      // A scope must exist before a client may ask for it.
      dependsOn: [server],
    });
    return { client, scope };
  }
}
