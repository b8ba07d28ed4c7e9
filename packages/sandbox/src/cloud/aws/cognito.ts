/** Cognito: user pools, their clients, domains and resource servers. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { blocks, stored, text } from '../attributes.ts';
import { arn, regionOf } from './place.ts';
import { api, awsResource, findInRegion, inRegion } from './rules.ts';

function requirePool(session: Session, input: TfObject): void {
  const pool = text(input.user_pool_id);
  if (findInRegion(session, 'aws_cognito_user_pool', pool, regionOf(session, input)) === undefined) {
    throw new AwsError('ResourceNotFoundException', 400, `User pool ${pool} does not exist.`);
  }
}

const userPool: ResourceBehaviour = {
  type: 'aws_cognito_user_pool',
  api: api('Cognito Identity Provider', 'User Pool', 'UserPool'),
  place: 'region',
  forceNew: ['alias_attributes', 'username_attributes', 'username_configuration.case_sensitive'],
  defaults: { deletion_protection: 'INACTIVE', mfa_configuration: 'OFF' },
  constraints: {
    name: { min: 1, max: 128, pattern: /^[\w\s+=,.@-]+$/ },
    mfa_configuration: { oneOf: ['OFF', 'ON', 'OPTIONAL'] },
  },
  recomputed: { last_modified_date: ['*'] },
  id: (input, session) => `${regionOf(session, input)}_${session.world.ids.letters(9, alphabets.alphanumeric)}`,
  create: (session, input, id) => {
    const now = session.world.clock().toISOString();
    return {
      arn: arn(session, input, 'cognito-idp', `userpool/${id}`),
      endpoint: `cognito-idp.${regionOf(session, input)}.amazonaws.com/${id}`,
      creation_date: now,
      last_modified_date: now,
      user_pool_tier: 'ESSENTIALS',
    };
  },
  update: (session) => ({ last_modified_date: session.world.clock().toISOString() }),
  remove: (session, object) => {
    if (stored(object).deletion_protection === 'ACTIVE') {
      throw new AwsError(
        'InvalidParameterException',
        400,
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      );
    }
    if (
      inRegion(session, 'aws_cognito_user_pool_domain', object.scope).some(
        (one) => stored(one).user_pool_id === object.id,
      )
    ) {
      throw new AwsError(
        'InvalidParameterException',
        400,
        'User pool cannot be deleted. It has a domain configured that should be deleted first.',
      );
    }
  },
  removed: (session, object) => {
    for (const type of ['aws_cognito_user_pool_client', 'aws_cognito_resource_server']) {
      for (const part of inRegion(session, type, object.scope)) {
        if (stored(part).user_pool_id === object.id) session.world.store.remove(part);
      }
    }
  },
};

const client: ResourceBehaviour = {
  type: 'aws_cognito_user_pool_client',
  api: api('Cognito Identity Provider', 'User Pool Client', 'UserPoolClient'),
  place: 'region',
  forceNew: ['user_pool_id', 'generate_secret'],
  stateOnly: ['generate_secret'],
  id: (_input, session) => session.world.ids.letters(26, alphabets.lowerAlphanumeric),
  create: (session, input) => {
    requirePool(session, input);
    return {
      client_secret: input.generate_secret === true ? session.world.ids.letters(52, alphabets.lowerAlphanumeric) : '',
      auth_session_validity: 3,
      refresh_token_validity: 30,
      enable_token_revocation: true,
      prevent_user_existence_errors: 'LEGACY',
    };
  },
  importId: (given) => given.split('/')[1] ?? given,
};

const domain: ResourceBehaviour = {
  type: 'aws_cognito_user_pool_domain',
  api: api('Cognito Identity Provider', 'User Pool Domain', 'UserPoolDomain'),
  place: 'region',
  forceNew: ['domain', 'user_pool_id'],
  constraints: {
    domain: {
      min: 1,
      max: 63,
      pattern: /^(?!.*(aws|amazon|cognito))[a-z0-9.-]+$/,
      rule: 'lowercase, without aws, amazon or cognito',
    },
  },
  id: (input) => text(input.domain),
  taken: (name) =>
    new AwsError('InvalidParameterException', 400, `Domain already associated with another user pool: ${name}`),
  create: (session, input) => {
    requirePool(session, input);
    const distribution = `d${session.world.ids.letters(13, alphabets.lowerAlphanumeric)}.cloudfront.net`;
    return {
      aws_account_id: session.account,
      cloudfront_distribution: distribution,
      cloudfront_distribution_arn: distribution,
      cloudfront_distribution_zone_id: 'Z2FDTNDATAQYW2',
      managed_login_version: 1,
      s3_bucket: `aws-cognito-prod-${regionOf(session, input)}-assets`,
      version: session.world.clock().toISOString().replace(/\D/g, '').slice(0, 14),
    };
  },
};

const resourceServer: ResourceBehaviour = {
  type: 'aws_cognito_resource_server',
  api: api('Cognito Identity Provider', 'Resource Server', 'ResourceServer'),
  place: 'region',
  forceNew: ['identifier', 'user_pool_id'],
  recomputed: { scope_identifiers: ['scope'] },
  id: (input) => `${text(input.user_pool_id)}|${text(input.identifier)}`,
  taken: (_id, input) =>
    new AwsError(
      'InvalidParameterException',
      400,
      `${text(input.identifier)} already exists in user pool ${text(input.user_pool_id)}.`,
    ),
  create: (session, input) => {
    requirePool(session, input);
    return { scope_identifiers: scopes(input) };
  },
  update: (_session, input) => ({ scope_identifiers: scopes(input) }),
};

function scopes(input: TfObject): string[] {
  return blocks(input.scope).map((scope) => `${text(input.identifier)}/${text(scope.scope_name)}`);
}

export const cognitoResources = [userPool, client, domain, resourceServer].map(awsResource);
