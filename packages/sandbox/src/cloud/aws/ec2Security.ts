/** EC2: security groups and their rules, and flow logs. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import { number, stored, text } from '../attributes.ts';
import { vpcNotFound } from './ec2Vpc.ts';
import { arn, longId, nameOrPrefixed, regionOf } from './place.ts';
import { api, awsResource, findInRegion, mustExist, notFound, type Reference, referrers } from './rules.ts';

const groupNotFound = (id: string) => notFound('InvalidGroup.NotFound', `The security group '${id}' does not exist`);

/** Where a group's id stands in other objects: as long as one of them exists, the group cannot go. */
const groupUsers: Reference[] = [
  { type: 'aws_vpc_security_group_ingress_rule', path: 'referenced_security_group_id' },
  { type: 'aws_vpc_security_group_egress_rule', path: 'referenced_security_group_id' },
  { type: 'aws_security_group', path: 'ingress.security_groups' },
  { type: 'aws_security_group', path: 'egress.security_groups' },
  { type: 'aws_eks_cluster', path: 'vpc_config.security_group_ids' },
  { type: 'aws_db_instance', path: 'vpc_security_group_ids' },
  { type: 'aws_vpc_endpoint', path: 'security_group_ids' },
  { type: 'aws_lb', path: 'security_groups' },
  { type: 'aws_network_interface', path: 'security_groups' },
];
const ruleTypes: Reference[] = [
  { type: 'aws_vpc_security_group_ingress_rule', path: 'security_group_id' },
  { type: 'aws_vpc_security_group_egress_rule', path: 'security_group_id' },
];

const securityGroup: ResourceBehaviour = {
  type: 'aws_security_group',
  api: api('EC2', 'Security Group', 'SecurityGroup', 'AuthorizeSecurityGroupIngress'),
  place: 'region',
  forceNew: ['name', 'name_prefix', 'description', 'vpc_id'],
  defaults: { description: 'Managed by Terraform', revoke_rules_on_delete: false },
  stateOnly: ['revoke_rules_on_delete'],
  constraints: {
    name: { max: 255, pattern: /^(?!sg-)/, rule: 'cannot begin with sg-' },
    description: { max: 255 },
  },
  id: (_input, session) => longId(session, 'sg'),
  create: (session, input, id) => {
    const vpcId = text(input.vpc_id);
    if (vpcId === '') throw new AwsError('VPCIdNotSpecified', 400, 'No default VPC for this user');
    mustExist(session, input, 'aws_vpc', vpcId, () => vpcNotFound(vpcId));
    const name = nameOrPrefixed(session, input);
    const isTaken = referrers(session, vpcId, [{ type: 'aws_security_group', path: 'vpc_id' }]).some(
      (other) => stored(other).name === name,
    );
    if (isTaken) {
      throw new AwsError(
        'InvalidGroup.Duplicate',
        400,
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      );
    }
    return { arn: arn(session, input, 'ec2', `security-group/${id}`), owner_id: session.account, name };
  },
  remove: (session, object) => {
    const users = referrers(session, object.id, groupUsers).filter((user) => user.id !== object.id);
    const foreign = users.filter((user) => stored(user).security_group_id !== object.id);
    if (foreign.length > 0) {
      throw new AwsError('DependencyViolation', 400, `resource ${object.id} has a dependent object`);
    }
  },
  removed: (session, object) => {
    for (const rule of referrers(session, object.id, ruleTypes)) session.world.store.remove(rule);
  },
};

/** Adopts the group that came with the VPC; a destroy leaves it there. Its rules are exactly what is configured. */
const defaultSecurityGroup: ResourceBehaviour = {
  type: 'aws_default_security_group',
  api: api('EC2', 'Default Security Group', 'SecurityGroup'),
  place: 'region',
  forceNew: ['vpc_id'],
  defaults: { revoke_rules_on_delete: false },
  stateOnly: ['revoke_rules_on_delete'],
  id: (input, session) => {
    const parent = findInRegion(session, 'aws_vpc', text(input.vpc_id), regionOf(session, input));
    if (parent === undefined) throw vpcNotFound(text(input.vpc_id));
    return text(stored(parent).default_security_group_id);
  },
  create: (session, input, id) => ({
    arn: arn(session, input, 'ec2', `security-group/${id}`),
    owner_id: session.account,
    name: 'default',
    description: 'default VPC security group',
    ingress: [],
    egress: [],
  }),
};

function rule(direction: 'ingress' | 'egress'): ResourceBehaviour {
  const subject = direction === 'ingress' ? 'Ingress' : 'Egress';
  const type = `aws_vpc_security_group_${direction}_rule`;
  return {
    type,
    api: {
      service: 'EC2',
      noun: `VPC Security Group ${subject} Rule`,
      create: `AuthorizeSecurityGroup${subject}`,
      update: 'ModifySecurityGroupRules',
      delete: `RevokeSecurityGroup${subject}`,
    },
    place: 'region',
    forceNew: ['security_group_id'],
    id: (_input, session) => longId(session, 'sgr'),
    create: (session, input, id) => {
      const group = text(input.security_group_id);
      mustExist(session, input, 'aws_security_group', group, () => groupNotFound(group));
      const other = text(input.referenced_security_group_id);
      mustExist(session, input, 'aws_security_group', other, () => groupNotFound(other));
      const siblings = referrers(session, group, [{ type, path: 'security_group_id' }]);
      if (siblings.some((sibling) => permission(stored(sibling)) === permission(input))) {
        throw new AwsError(
          'InvalidPermission.Duplicate',
          400,
          `the specified rule "${permission(input)}, ALLOW" already exists`,
        );
      }
      return {
        arn: arn(session, input, 'ec2', `security-group-rule/${id}`),
        security_group_rule_id: id,
      };
    },
  };
}

function permission(input: TfObject): string {
  const peers = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'];
  const peer = peers.map((name) => text(input[name])).find((value) => value !== '') ?? '';
  const protocol = text(input.ip_protocol).toUpperCase();
  if (protocol === '-1') return `peer: ${peer}, ALL`;
  return `peer: ${peer}, ${protocol}, from port: ${number(input.from_port)}, to port: ${number(input.to_port)}`;
}

const flowLog: ResourceBehaviour = {
  type: 'aws_flow_log',
  api: api('EC2', 'Flow Log', 'FlowLogs'),
  place: 'region',
  forceNew: [
    'deliver_cross_account_role',
    'eni_id',
    'iam_role_arn',
    'log_destination',
    'log_destination_type',
    'log_format',
    'max_aggregation_interval',
    'subnet_id',
    'traffic_type',
    'transit_gateway_id',
    'vpc_id',
    'destination_options',
  ],
  defaults: { log_destination_type: 'cloud-watch-logs', max_aggregation_interval: 600 },
  id: (_input, session) => longId(session, 'fl'),
  create: (session, input, id) => {
    const vpcId = text(input.vpc_id);
    mustExist(session, input, 'aws_vpc', vpcId, () => vpcNotFound(vpcId));
    return {
      arn: arn(session, input, 'ec2', `vpc-flow-log/${id}`),
      log_format:
        '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}',
    };
  },
};

export const securityResources = [securityGroup, defaultSecurityGroup, rule('ingress'), rule('egress'), flowLog].map(
  awsResource,
);
