/** EKS: the cluster itself. Its endpoint is what makes the kubernetes and helm providers reach anything. */

import { defaultVersion, kubernetesVersions, supportOf } from '../../eks/kubernetesVersions.ts';
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject } from '../../store/objects.ts';
import { block, blocks, stored, text, texts } from '../attributes.ts';
import { subnetNotFound } from './ec2Vpc.ts';
import { trustsService } from './iamPolicies.ts';
import { requireUsableKey } from './kms.ts';
import { arn, longId, regionOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { api, awsResource, findInRegion, inRegion, mustExist, referrers } from './rules.ts';

const versions = kubernetesVersions.map(({ version }) => version);
/** Zones where EKS puts no control plane. Source: EKS user guide, network requirements. */
const refusedZoneIds = new Set(['use1-az3', 'usw1-az2', 'cac1-az3']);

const clusterNotFound = (name: string) =>
  new AwsError('ResourceNotFoundException', 404, `No cluster found for name: ${name}.`);
const invalid = (message: string) => new AwsError('InvalidParameterException', 400, message);

export function findCluster(session: Session, input: TfObject, name: string): CloudObject {
  const cluster = findInRegion(session, 'aws_eks_cluster', name, regionOf(session, input));
  if (cluster === undefined) throw clusterNotFound(name);
  return cluster;
}

const cluster: ResourceBehaviour = {
  type: 'aws_eks_cluster',
  api: api('EKS', 'Cluster', 'Cluster', 'UpdateClusterConfig'),
  place: 'region',
  forceNew: [
    'name',
    'role_arn',
    'bootstrap_self_managed_addons',
    'access_config.bootstrap_cluster_creator_admin_permissions',
    'kubernetes_network_config.service_ipv4_cidr',
    'kubernetes_network_config.ip_family',
    'outpost_config',
  ],
  defaults: {
    bootstrap_self_managed_addons: true,
    'vpc_config.endpoint_private_access': false,
    'vpc_config.endpoint_public_access': true,
  },
  // Envelope encryption can be added and its key changed, but never be taken away.
  replaced: (planned, prior) =>
    blocks(prior.encryption_config).length === 1 && blocks(planned.encryption_config).length === 0
      ? ['encryption_config']
      : [],
  stateOnly: ['bootstrap_self_managed_addons', 'force_update_version'],
  // So an import into a configuration that leaves it at true replaces the cluster (terraform-provider-aws#39058).
  imported: { bootstrap_self_managed_addons: false },
  constraints: {
    name: {
      min: 1,
      max: 100,
      pattern: /^[0-9A-Za-z][0-9A-Za-z_-]*$/,
      rule: 'must begin with an alphanumeric and contain only alphanumerics, hyphens and underscores',
    },
    'access_config.authentication_mode': { oneOf: ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] },
    enabled_cluster_log_types: { oneOf: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] },
    'upgrade_policy.support_type': { oneOf: ['STANDARD', 'EXTENDED'] },
  },
  recomputed: { platform_version: ['version'] },
  id: (input) => text(input.name),
  taken: (name) => new AwsError('ResourceInUseException', 409, `Cluster already exists with name: ${name}`),
  create: (session, input, name) => {
    const region = regionOf(session, input);
    enforceQuota(session, 'aws_eks_cluster', inRegion(session, 'aws_eks_cluster', region).length);
    checkRole(session, text(input.role_arn));
    checkEncryptionKey(session, input);
    const version = text(input.version) || defaultVersion;
    checkVersion(session, version);
    const vpcId = checkSubnets(session, input);
    const hex = session.world.ids.hex(32).toUpperCase();
    return {
      arn: arn(session, input, 'eks', `cluster/${name}`),
      version,
      status: 'ACTIVE',
      platform_version: `eks.${versions.length - versions.indexOf(version) + 4}`,
      created_at: session.world.clock().toISOString(),
      deletion_protection: false,
      endpoint: `https://${hex}.gr7.${region}.eks.amazonaws.com`,
      identity: [{ oidc: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${hex}` }] }],
      certificate_authority: [{ data: certificate(hex) }],
      access_config: [{ authentication_mode: 'CONFIG_MAP' }],
      compute_config: [{ enabled: false }],
      control_plane_scaling_config: [{ tier: 'standard' }],
      kubernetes_network_config: [
        {
          ip_family: 'ipv4',
          service_ipv4_cidr: '172.20.0.0/16',
          service_ipv6_cidr: '',
          elastic_load_balancing: [{ enabled: false }],
        },
      ],
      upgrade_policy: [{ support_type: 'EXTENDED' }],
      vpc_config: [
        {
          cluster_security_group_id: longId(session, 'sg'),
          vpc_id: vpcId,
          public_access_cidrs: ['0.0.0.0/0'],
        },
      ],
    };
  },
  created: (session, object) => {
    putClusterGroup(session, object);
    putLogGroup(session, object);
  },
  update: (session, input, before) => {
    const from = text(before.version);
    const to = text(input.version);
    if (to !== '' && to !== from && versions.indexOf(to) !== versions.indexOf(from) + 1) {
      throw invalid(`Unsupported Kubernetes minor version update from ${from} to ${to}`);
    }
    checkSubnets(session, input);
    return { platform_version: `eks.${versions.length - versions.indexOf(to || from) + 4}` };
  },
  updated: (session, object) => putLogGroup(session, object),
  remove: (session, object) => {
    if (stored(object).deletion_protection === true) {
      throw new AwsError(
        'InvalidRequestException',
        400,
        `The cluster ${object.id} has deletion protection enabled. Disable it before you delete the cluster.`,
      );
    }
    const groups = referrers(session, object.id, [{ type: 'aws_eks_node_group', path: 'cluster_name' }]);
    if (groups.some((group) => group.scope === object.scope)) {
      throw new AwsError('ResourceInUseException', 409, 'Cluster has nodegroups attached');
    }
  },
  removed: (session, object) => {
    const { store } = session.world;
    const place = { account: object.account, scope: object.scope };
    const group = text(block(stored(object).vpc_config).cluster_security_group_id);
    store.remove({ ...place, type: 'aws_security_group', id: group });
    for (const type of clusterParts) {
      for (const part of referrers(session, object.id, [{ type, path: 'cluster_name' }])) {
        if (part.scope === object.scope) store.remove(part);
      }
    }
    // What ran in the cluster is gone with it; Terraform finds its endpoint unreachable.
    for (const inside of store.list({ scope: text(stored(object).endpoint) })) store.remove(inside);
  },
};

/** What AWS deletes together with a cluster. */
const clusterParts = [
  'aws_eks_addon',
  'aws_eks_access_entry',
  'aws_eks_access_policy_association',
  'aws_eks_pod_identity_association',
];

/** Versions past their extended support cannot be made any more, though clusters of them live on. */
function checkVersion(session: Session, version: string): void {
  const found = kubernetesVersions.find((one) => one.version === version);
  if (found === undefined || supportOf(found, session.world.clock()) === 'UNSUPPORTED') {
    throw invalid(`unsupported Kubernetes version ${version}`);
  }
}

function checkRole(session: Session, roleArn: string): void {
  if (trustsService(session, roleArn, 'eks.amazonaws.com', ['sts:AssumeRole'])) return;
  throw invalid(
    `Role with arn: ${roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`,
  );
}

/** Secrets of the cluster are encrypted with it. */
function checkEncryptionKey(session: Session, input: TfObject): void {
  const provider = block(block(input.encryption_config).provider);
  requireUsableKey(session, { region: input.region ?? null, ...provider }, 'key_arn', (key, state) =>
    invalid(state === 'Missing' ? `The keyArn ${key} does not exist` : `The key ${key} is pending deletion`),
  );
}

/** @returns the VPC of the subnets */
function checkSubnets(session: Session, input: TfObject): string {
  const region = regionOf(session, input);
  const config = block(input.vpc_config);
  const subnets = texts(config.subnet_ids).map((id) => {
    const subnet = findInRegion(session, 'aws_subnet', id, region);
    if (subnet === undefined) throw subnetNotFound(id);
    return stored(subnet);
  });
  for (const group of texts(config.security_group_ids)) {
    mustExist(session, input, 'aws_security_group', group, () =>
      invalid(`The security group '${group}' does not exist`),
    );
  }
  const refused = subnets.find((subnet) => refusedZoneIds.has(text(subnet.availability_zone_id)));
  if (refused !== undefined) {
    throw new AwsError(
      'UnsupportedAvailabilityZoneException',
      400,
      `Cannot create cluster because EKS does not support creating control plane instances in ${text(refused.availability_zone)}, the targeted availability zone.`,
    );
  }
  if (new Set(subnets.map((subnet) => text(subnet.availability_zone))).size < 2) {
    throw invalid('Subnets specified must be in at least two different AZs');
  }
  return text(subnets[0]?.vpc_id);
}

/** EKS makes a security group that all its nodes share. */
function putClusterGroup(session: Session, object: CloudObject): void {
  const attributes = stored(object);
  const config = blocks(attributes.vpc_config)[0] ?? {};
  const id = text(config.cluster_security_group_id);
  session.world.store.put({
    ...object,
    type: 'aws_security_group',
    id,
    attributes: {
      id,
      arn: arn(session, attributes, 'ec2', `security-group/${id}`),
      name: `eks-cluster-sg-${object.id}-${session.world.ids.hex(8)}`,
      description:
        'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
      vpc_id: config.vpc_id ?? '',
      owner_id: session.account,
      region: object.scope,
      ingress: [],
      egress: [],
      tags: { [`kubernetes.io/cluster/${object.id}`]: 'owned' },
      tags_all: { [`kubernetes.io/cluster/${object.id}`]: 'owned' },
    },
  });
}

/**
 * With logging on, EKS writes to `/aws/eks/<name>/cluster` and makes the group when nobody has; it stays behind when
 * the cluster goes, and a later stack of the same name finds it taken. Terraform must own it first.
 */
function putLogGroup(session: Session, object: CloudObject): void {
  if (texts(stored(object).enabled_cluster_log_types).length === 0) return;
  const id = `/aws/eks/${object.id}/cluster`;
  const key = { account: object.account, scope: object.scope, type: 'aws_cloudwatch_log_group', id };
  if (session.world.store.get(key) !== undefined) return;
  session.world.store.put({
    ...object,
    ...key,
    attributes: {
      id,
      name: id,
      arn: arn(session, stored(object), 'logs', `log-group:${id}`),
      retention_in_days: 0,
      log_group_class: 'STANDARD',
      region: object.scope,
      tags: {},
      tags_all: {},
    },
  });
}

/** A PEM that names the cluster: nothing verifies it, but kubeconfigs and logs show its form. */
function certificate(hex: string): string {
  const body = Buffer.from(`sandbox certificate authority of cluster ${hex}`).toString('base64');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString('base64');
}

export const clusterResources = [cluster].map(awsResource);
