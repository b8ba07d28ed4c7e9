/** The aws provider: all families together, and what its configuration means. */
import { ProviderError } from '../../providers/problems.ts';
import { assembleProvider, type Provider } from '../../providers/provider.ts';
import { isUnknown, type TfObject } from '../../providers/wire/values.ts';
import type { Session, World } from '../../providers/world.ts';
import schema from '../../schemas/aws.gen.json' with { type: 'json' };
import type { ProviderSchema } from '../../schemas/schema.ts';
import { block, text, textMap, texts } from '../attributes.ts';
import { certificateResources } from './certificates.ts';
import { cognitoResources } from './cognito.ts';
import { awsDataSources } from './dataSources.ts';
import { computeResources } from './ec2Compute.ts';
import { routingResources } from './ec2Routing.ts';
import { securityResources } from './ec2Security.ts';
import { vpcResources } from './ec2Vpc.ts';
import { clusterResources } from './eksCluster.ts';
import { clusterPartResources } from './eksParts.ts';
import { iamResources } from './iamRoles.ts';
import { keyAndSecretResources } from './keysAndSecrets.ts';
import { kmsResources } from './kms.ts';
import { loadBalancerResources } from './loadBalancers.ts';
import { regionOf } from './place.ts';
import { rdsResources } from './rds.ts';
import { route53Resources } from './route53.ts';
import { s3Resources } from './s3.ts';

export function awsProvider(): Provider {
  return assembleProvider({
    schema: schema as unknown as ProviderSchema,
    resources: [
      ...vpcResources,
      ...routingResources,
      ...securityResources,
      ...computeResources,
      ...iamResources,
      ...clusterResources,
      ...clusterPartResources,
      ...rdsResources,
      ...s3Resources,
      ...kmsResources,
      ...keyAndSecretResources,
      ...loadBalancerResources,
      ...certificateResources,
      ...route53Resources,
      ...cognitoResources,
    ],
    dataSources: awsDataSources,
    configure,
    locate: (session, behaviour, attributes) => ({
      account: session.account,
      scope: behaviour.place === 'global' ? 'global' : regionOf(session, attributes),
    }),
  });
}

/**
 * `allowed_account_ids` decides which account's objects the connection sees, so that one sandbox can stand in for
 * several accounts.
 */
function configure(world: World, config: TfObject): Session {
  if (isUnknown(config.region)) {
    throw new ProviderError('invalid AWS Region: the region is not known before the apply');
  }
  const accounts = texts(config.allowed_account_ids);
  const account = accounts[0] ?? world.account;
  if (!/^\d{12}$/.test(account)) throw new ProviderError(`invalid account id "${account}": must be 12 digits`);
  return {
    world,
    account,
    region: text(config.region) || world.region,
    defaultTags: textMap(block(config.default_tags).tags),
    callerArn: callerOf(account, config),
    host: undefined,
    hasCredentials: false,
  };
}

/** The role that the provider assumes by its own block; else the deployer role, whose session the environment holds. */
function callerOf(account: string, config: TfObject): string {
  const role = text(block(config.assume_role).role_arn).split('/').at(-1) || 'flowport-deployer';
  const session = text(block(config.assume_role).session_name) || 'flowport';
  return `arn:aws:sts::${account}:assumed-role/${role}/${session}`;
}
