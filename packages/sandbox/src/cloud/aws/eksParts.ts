/** EKS: node groups, add-ons, access entries and policies, pod identities. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, number, stored, text, texts } from '../attributes.ts';
import { subnetNotFound } from './ec2Vpc.ts';
import { findCluster } from './eksCluster.ts';
import { trustsService } from './iamPolicies.ts';
import { arn, nameOrPrefixed, regionOf } from './place.ts';
import { enforceVcpuQuota } from './quotas.ts';
import { api, awsResource, findGlobal, findInRegion, inRegion, mustExist, referrers } from './rules.ts';

const invalid = (message: string) => new AwsError('InvalidParameterException', 400, message);
const now = (session: Session) => session.world.clock().toISOString();

const nodeGroup: ResourceBehaviour = {
  type: 'aws_eks_node_group',
  api: api('EKS', 'Node Group', 'Nodegroup', 'UpdateNodegroupConfig'),
  place: 'region',
  forceNew: [
    'cluster_name',
    'node_group_name',
    'node_group_name_prefix',
    'node_role_arn',
    'subnet_ids',
    'ami_type',
    'capacity_type',
    'disk_size',
    'instance_types',
    'launch_template.id',
    'launch_template.name',
    'remote_access',
  ],
  defaults: { 'node_repair_config.enabled': false },
  stateOnly: ['force_update_version'],
  constraints: {
    node_group_name: { min: 1, max: 63 },
    capacity_type: { oneOf: ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'] },
    'scaling_config.max_size': { min: 1 },
    'scaling_config.min_size': { min: 0 },
    'scaling_config.desired_size': { min: 0 },
    'taint.effect': { oneOf: ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE'] },
  },
  recomputed: { release_version: ['version'] },
  id: (input, session) => `${text(input.cluster_name)}:${nameOrPrefixed(session, input, 'node_group_name')}`,
  taken: (id) => {
    const [cluster, name] = id.split(':');
    return new AwsError(
      'ResourceInUseException',
      409,
      `NodeGroup already exists with name ${name} and cluster name ${cluster}`,
    );
  },
  create: (session, input, id) => {
    const owner = findCluster(session, input, text(input.cluster_name));
    const name = id.slice(owner.id.length + 1);
    checkScaling(input);
    for (const subnet of texts(input.subnet_ids)) {
      mustExist(session, input, 'aws_subnet', subnet, () => subnetNotFound(subnet));
    }
    const role = text(input.node_role_arn);
    if (!trustsService(session, role, 'ec2.amazonaws.com', ['sts:AssumeRole'])) {
      throw invalid(
        `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${role}`,
      );
    }
    const template = findTemplate(session, input);
    enforceVcpuQuota(session, regionOf(session, input), {
      instanceType: texts(input.instance_types)[0] ?? 't3.medium',
      isSpot: input.capacity_type === 'SPOT',
      count: number(block(input.scaling_config).desired_size),
    });
    const version = text(input.version) || text(stored(owner).version);
    const uuid = session.world.ids.uuid();
    return {
      node_group_name: name,
      node_group_name_prefix: '',
      arn: arn(session, input, 'eks', `nodegroup/${owner.id}/${name}/${uuid}`),
      status: 'ACTIVE',
      version,
      release_version: `${version}.5-20260915`,
      ami_type: 'AL2023_x86_64_STANDARD',
      capacity_type: 'ON_DEMAND',
      disk_size: template === undefined ? 20 : 0,
      instance_types: template === undefined ? ['t3.medium'] : [],
      launch_template: [template ?? {}],
      resources: [{ autoscaling_groups: [{ name: `eks-${name}-${uuid}` }], remote_access_security_group_id: '' }],
    };
  },
  created: (session, object) => {
    const name = text(block(block(stored(object).resources).autoscaling_groups).name);
    // The group belongs to EKS, not to Terraform; tags and target groups can be hung on it.
    session.world.store.put({
      ...object,
      type: 'aws_autoscaling_group',
      id: name,
      attributes: { id: name, name, node_group: object.id },
    });
  },
  update: (session, input, before) => {
    checkScaling(input);
    const version = text(input.version) || text(before.version);
    findTemplate(session, input);
    return { release_version: `${version}.5-20260915` };
  },
  removed: (session, object) => {
    for (const group of referrers(session, object.id, [{ type: 'aws_autoscaling_group', path: 'node_group' }])) {
      session.world.store.remove(group);
    }
  },
};

function checkScaling(input: TfObject): void {
  const scaling = block(input.scaling_config);
  const [min, desired, max] = [number(scaling.min_size), number(scaling.desired_size), number(scaling.max_size)];
  if (min > desired) throw invalid(`Minimum capacity ${min} can't be greater than desired size ${desired}`);
  if (desired > max) throw invalid(`Desired capacity ${desired} can't be greater than max size ${max}`);
}

/** The node group names a launch template by id or name; AWS answers both. */
function findTemplate(session: Session, input: TfObject): { id: string; name: string } | undefined {
  const wanted = block(input.launch_template);
  const id = text(wanted.id);
  const name = text(wanted.name);
  if (id === '' && name === '') return undefined;
  const region = regionOf(session, input);
  const found =
    id !== ''
      ? findInRegion(session, 'aws_launch_template', id, region)
      : inRegion(session, 'aws_launch_template', region).find((template) => stored(template).name === name);
  if (found === undefined) throw invalid(`Launch template with id or name ${id || name} not found`);
  return { id: found.id, name: text(stored(found).name) };
}

/** Add-ons of the catalogue with a version that AWS lists for current Kubernetes versions. */
const addonVersions: Readonly<Record<string, string>> = {
  'vpc-cni': 'v1.20.4-eksbuild.2',
  'kube-proxy': 'v1.33.3-eksbuild.10',
  coredns: 'v1.12.4-eksbuild.1',
  'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
  'aws-ebs-csi-driver': 'v1.52.1-eksbuild.1',
  'aws-efs-csi-driver': 'v2.1.13-eksbuild.1',
  'metrics-server': 'v0.8.0-eksbuild.3',
  'eks-node-monitoring-agent': 'v1.4.1-eksbuild.1',
  'snapshot-controller': 'v8.3.0-eksbuild.1',
  'amazon-cloudwatch-observability': 'v4.5.0-eksbuild.1',
  'aws-mountpoint-s3-csi-driver': 'v2.1.0-eksbuild.1',
  adot: 'v0.131.0-eksbuild.1',
};

const addon: ResourceBehaviour = {
  type: 'aws_eks_addon',
  api: api('EKS', 'Add-On', 'Addon'),
  place: 'region',
  forceNew: ['addon_name', 'cluster_name'],
  stateOnly: ['preserve', 'resolve_conflicts_on_create', 'resolve_conflicts_on_update'],
  constraints: {
    resolve_conflicts_on_create: { oneOf: ['NONE', 'OVERWRITE'] },
    resolve_conflicts_on_update: { oneOf: ['NONE', 'OVERWRITE', 'PRESERVE'] },
  },
  recomputed: { modified_at: ['*'] },
  id: (input) => `${text(input.cluster_name)}:${text(input.addon_name)}`,
  taken: () => new AwsError('ResourceInUseException', 409, 'Addon already exists.'),
  create: (session, input) => {
    const owner = findCluster(session, input, text(input.cluster_name));
    const name = text(input.addon_name);
    const version = addonVersions[name];
    if (version === undefined) {
      throw invalid(`Addon ${name} specified is not supported in ${text(stored(owner).version)} kubernetes version`);
    }
    const configuration = text(input.configuration_values);
    if (configuration !== '' && !/^\s*[{\w#-]/.test(configuration)) {
      throw invalid('ConfigurationValue provided in request is not supported: it is neither JSON nor YAML');
    }
    return {
      arn: arn(session, input, 'eks', `addon/${owner.id}/${name}/${session.world.ids.uuid()}`),
      addon_version: version,
      created_at: now(session),
      modified_at: now(session),
    };
  },
  update: (session) => ({ modified_at: now(session) }),
};

const accessEntry: ResourceBehaviour = {
  type: 'aws_eks_access_entry',
  api: api('EKS', 'Access Entry', 'AccessEntry'),
  place: 'region',
  forceNew: ['cluster_name', 'principal_arn', 'type'],
  defaults: { type: 'STANDARD' },
  recomputed: { modified_at: ['*'] },
  id: (input) => `${text(input.cluster_name)}:${text(input.principal_arn)}`,
  taken: () =>
    new AwsError(
      'ResourceInUseException',
      409,
      'The specified access entry resource is already in use on this cluster.',
    ),
  create: (session, input) => {
    const owner = findCluster(session, input, text(input.cluster_name));
    const principal = text(input.principal_arn);
    const [, , , , account = '', resource = ''] = principal.split(':');
    const [kind = '', name = ''] = [resource.split('/')[0], resource.split('/').at(-1)];
    if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user)\//.test(principal)) {
      throw invalid('The principalArn parameter format is not valid');
    }
    const isOwn = account === session.account;
    if (isOwn && stored(findGlobal(session, `aws_iam_${kind}`, name) ?? { attributes: {} }).arn !== principal) {
      throw invalid('The specified principalArn is invalid: invalid principal.');
    }
    return {
      access_entry_arn: arn(
        session,
        input,
        'eks',
        `access-entry/${owner.id}/${kind}/${account}/${name}/${session.world.ids.uuid()}`,
      ),
      user_name: kind === 'role' ? `arn:aws:sts::${account}:assumed-role/${name}/{{SessionName}}` : principal,
      kubernetes_groups: [],
      created_at: now(session),
      modified_at: now(session),
    };
  },
  update: (session) => ({ modified_at: now(session) }),
  removed: (session, object) => {
    const owner = { cluster: stored(object).cluster_name, principal: text(stored(object).principal_arn) };
    const associations = referrers(session, owner.principal, [
      { type: 'aws_eks_access_policy_association', path: 'principal_arn' },
    ]);
    for (const association of associations) {
      if (stored(association).cluster_name === owner.cluster) session.world.store.remove(association);
    }
  },
};

const accessPolicy: ResourceBehaviour = {
  type: 'aws_eks_access_policy_association',
  api: {
    service: 'EKS',
    noun: 'EKS Access Policy Association',
    create: 'AssociateAccessPolicy',
    update: 'AssociateAccessPolicy',
    delete: 'DisassociateAccessPolicy',
  },
  place: 'region',
  forceNew: ['*'],
  constraints: { 'access_scope.type': { oneOf: ['cluster', 'namespace'] } },
  id: (input) => `${text(input.cluster_name)}#${text(input.principal_arn)}#${text(input.policy_arn)}`,
  create: (session, input) => {
    const cluster = text(input.cluster_name);
    const principal = text(input.principal_arn);
    findCluster(session, input, cluster);
    mustExist(
      session,
      input,
      'aws_eks_access_entry',
      `${cluster}:${principal}`,
      () =>
        new AwsError(
          'ResourceNotFoundException',
          404,
          "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
        ),
    );
    if (!/^arn:aws[\w-]*:eks::aws:cluster-access-policy\//.test(text(input.policy_arn))) {
      throw invalid('The policyArn parameter format is not valid');
    }
    return { associated_at: now(session), modified_at: now(session) };
  },
};

const podIdentity: ResourceBehaviour = {
  type: 'aws_eks_pod_identity_association',
  api: api('EKS', 'Pod Identity Association', 'PodIdentityAssociation'),
  place: 'region',
  forceNew: ['cluster_name', 'namespace', 'service_account'],
  id: (_input, session) => `a-${session.world.ids.letters(17, alphabets.lowerAlphanumeric)}`,
  create: (session, input, id) => {
    const owner = findCluster(session, input, text(input.cluster_name));
    const role = text(input.role_arn);
    if (!trustsService(session, role, 'pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession'])) {
      throw invalid(
        `Trust policy of role ${role} must allow pods.eks.amazonaws.com to perform sts:AssumeRole and sts:TagSession`,
      );
    }
    const isTaken = referrers(session, owner.id, [{ type: 'aws_eks_pod_identity_association', path: 'cluster_name' }])
      .map(stored)
      .some((other) => other.namespace === input.namespace && other.service_account === input.service_account);
    if (isTaken) {
      throw new AwsError('ResourceInUseException', 409, `Association already exists: ${id}`);
    }
    return {
      association_id: id,
      association_arn: arn(session, input, 'eks', `podidentityassociation/${owner.id}/${id}`),
      disable_session_tags: false,
    };
  },
  importId: (given) => given.split(',')[1] ?? given,
};

export const clusterPartResources = [nodeGroup, addon, accessEntry, accessPolicy, podIdentity].map(awsResource);
