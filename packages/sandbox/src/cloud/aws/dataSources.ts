/** What the stacks look up in AWS. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../http/awsError.ts';
import type { DataSourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject, TfValue } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { blocks, stored, text, texts } from '../attributes.ts';
import { findCluster } from './eksCluster.ts';
import { secretDataSources } from './keysAndSecrets.ts';
import { arn, partitionOf, regionOf, zonesOf } from './place.ts';
import { policyDocument } from './policyDocument.ts';
import { route53Zone } from './route53.ts';

const availabilityZones: DataSourceBehaviour = {
  type: 'aws_availability_zones',
  read: (session, config) => {
    const region = regionOf(session, config);
    const excludedNames = texts(config.exclude_names);
    const excludedIds = texts(config.exclude_zone_ids);
    const zones = zonesOf(region)
      .filter((zone) => !excludedNames.includes(zone.name) && !excludedIds.includes(zone.id))
      .filter((zone) => blocks(config.filter).every((filter) => passes(filter, { ...zone, region })));
    return {
      id: region,
      region,
      names: zones.map(({ name }) => name),
      zone_ids: zones.map(({ id }) => id),
      group_names: zones.length === 0 ? [] : [`${region}-zg-1`],
    };
  },
};

/** The sandbox's zones are ordinary ones: available, of the region itself, no opt-in. */
function passes(filter: TfObject, zone: { name: string; id: string; region: string }): boolean {
  const facts: Readonly<Record<string, string>> = {
    'opt-in-status': 'opt-in-not-required',
    'zone-type': 'availability-zone',
    state: 'available',
    'zone-name': zone.name,
    'zone-id': zone.id,
    'region-name': zone.region,
    'group-name': `${zone.region}-zg-1`,
  };
  const fact = facts[text(filter.name)];
  if (fact === undefined) {
    throw new AwsError('InvalidParameterValue', 400, `The filter '${text(filter.name)}' is invalid`);
  }
  return texts(filter.values).includes(fact);
}

const callerIdentity: DataSourceBehaviour = {
  type: 'aws_caller_identity',
  read: (session) => ({
    id: session.account,
    account_id: session.account,
    arn: session.callerArn,
    user_id: 'AROASANDBOXCALLER7777:flowport',
  }),
};

const partition: DataSourceBehaviour = {
  type: 'aws_partition',
  read: (session) => {
    const found = partitionOf(session.region);
    return {
      id: found.partition,
      partition: found.partition,
      dns_suffix: found.dnsSuffix,
      reverse_dns_prefix: found.reverseDns,
    };
  },
};

const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-central-1': 'Europe (Frankfurt)',
};

const region: DataSourceBehaviour = {
  type: 'aws_region',
  read: (session, config) => {
    const name = text(config.region) || text(config.name) || session.region;
    return {
      id: name,
      name,
      region: name,
      endpoint: `ec2.${name}.amazonaws.com`,
      description: regionNames[name] ?? name,
    };
  },
};

const eksCluster: DataSourceBehaviour = {
  type: 'aws_eks_cluster',
  read: (session, config) => {
    const cluster = findCluster(session, config, text(config.name));
    const found = stored(cluster);
    const copied = [
      'access_config',
      'arn',
      'certificate_authority',
      'compute_config',
      'control_plane_scaling_config',
      'created_at',
      'deletion_protection',
      'enabled_cluster_log_types',
      'endpoint',
      'identity',
      'kubernetes_network_config',
      'outpost_config',
      'platform_version',
      'remote_network_config',
      'role_arn',
      'status',
      'storage_config',
      'upgrade_policy',
      'version',
      'vpc_config',
      'zonal_shift_config',
    ];
    const values: TfObject = Object.fromEntries(copied.map((name) => [name, found[name] ?? null]));
    return { ...values, id: cluster.id, cluster_id: '', region: cluster.scope, tags: found.tags_all ?? {} };
  },
};

/** EKS's token is a presigned request to STS in base64url; the cluster's name is in it as here. */
const eksClusterAuth: DataSourceBehaviour = {
  type: 'aws_eks_cluster_auth',
  read: (session, config) => {
    const name = text(config.name);
    const url = `https://sts.${regionOf(session, config)}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60&x-k8s-aws-id=${encodeURIComponent(name)}`;
    return {
      id: name,
      token: `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`,
      region: regionOf(session, config),
    };
  },
};

/** AWS's public parameters that stacks read; any other one must have been put through the control API. */
const ssmParameter: DataSourceBehaviour = {
  type: 'aws_ssm_parameter',
  read: (session, config) => {
    const name = text(config.name);
    const value = ownParameter(session, config, name) ?? publicParameter(name);
    if (value === undefined) {
      throw new AwsError('ParameterNotFound', 400, `reading SSM Parameter (${name}): couldn't find resource`);
    }
    return {
      id: name,
      arn: arn(session, config, 'ssm', `parameter${name}`),
      type: 'String',
      value,
      insecure_value: value,
      version: 1,
      region: regionOf(session, config),
    };
  },
};

function ownParameter(session: Session, config: TfObject, name: string): string | undefined {
  const key = { account: session.account, scope: regionOf(session, config), type: 'aws_ssm_parameter', id: name };
  const value: TfValue | undefined = session.world.store.get(key)?.attributes.value as TfValue | undefined;
  return typeof value === 'string' ? value : undefined;
}

function publicParameter(name: string): string | undefined {
  if (!name.startsWith('/aws/service/')) return undefined;
  if (name.endsWith('/release_version')) return '1.33.5-20260915';
  const digits = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `ami-0${digits}`;
}

export const awsDataSources = [
  availabilityZones,
  callerIdentity,
  partition,
  region,
  policyDocument,
  eksCluster,
  eksClusterAuth,
  route53Zone,
  ssmParameter,
  ...secretDataSources,
];
