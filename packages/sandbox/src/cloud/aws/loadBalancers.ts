/** Elastic Load Balancing: load balancers, target groups, listeners and their rules. */
import { AwsError } from '../../http/awsError.ts';
import type { Constraint, ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { blocks, stored, text, texts } from '../attributes.ts';
import { subnetNotFound } from './ec2Vpc.ts';
import { actionValues, checkActions, checkCertificate, signInDefaults } from './listenerRules.ts';
import { arn, regionOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { api, awsResource, findInRegion, inRegion, mustExist, referrers } from './rules.ts';

const shortName: Constraint = {
  max: 32,
  pattern: /^(?!internal-)[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?$/,
  rule: 'only alphanumeric characters and hyphens, no hyphen at either end, not beginning with internal-',
};

function shortNameOf(session: Session, input: TfObject): string {
  const given = text(input.name);
  if (given !== '') return given;
  return `${text(input.name_prefix) || 'tf-lb-'}${session.world.clock().getTime().toString().slice(-12)}${session.world.ids.hex(8)}`.slice(
    0,
    32,
  );
}

const isNameTaken = (session: Session, input: TfObject, type: string, name: string) =>
  inRegion(session, type, regionOf(session, input)).some((other) => stored(other).name === name);

const loadBalancer: ResourceBehaviour = {
  type: 'aws_lb',
  api: api('ELBv2', 'Load Balancer', 'LoadBalancer', 'ModifyLoadBalancerAttributes'),
  place: 'region',
  forceNew: ['name', 'name_prefix', 'internal', 'load_balancer_type', 'customer_owned_ipv4_pool'],
  defaults: {
    load_balancer_type: 'application',
    enable_deletion_protection: false,
    idle_timeout: 60,
    enable_http2: true,
    drop_invalid_header_fields: false,
    desync_mitigation_mode: 'defensive',
    preserve_host_header: false,
    xff_header_processing_mode: 'append',
    client_keep_alive: 3600,
  },
  constraints: { name: shortName, name_prefix: { max: 6 } },
  id: (input, session) => {
    const kind = input.load_balancer_type === 'network' ? 'net' : 'app';
    const path = `loadbalancer/${kind}/${shortNameOf(session, input)}/${session.world.ids.hex(16)}`;
    return arn(session, input, 'elasticloadbalancing', path);
  },
  create: (session, input, id) => {
    const region = regionOf(session, input);
    const suffix = id.split(':loadbalancer/')[1] ?? '';
    const name = suffix.split('/')[1] ?? '';
    if (isNameTaken(session, input, 'aws_lb', name)) {
      throw new AwsError(
        'DuplicateLoadBalancerName',
        400,
        'A load balancer with the same name exists, but with different settings',
      );
    }
    enforceQuota(session, 'aws_lb', inRegion(session, 'aws_lb', region).length);
    checkSecurityGroups(session, input);
    const subnets = texts(input.subnets).map((subnetId) => {
      const subnet = findInRegion(session, 'aws_subnet', subnetId, region);
      if (subnet === undefined) throw subnetNotFound(subnetId);
      return stored(subnet);
    });
    const isApplication = input.load_balancer_type === 'application';
    if (isApplication && new Set(subnets.map((subnet) => text(subnet.availability_zone))).size < 2) {
      throw new AwsError(
        'ValidationError',
        400,
        'At least two subnets in two different Availability Zones must be specified',
      );
    }
    if (input.internal !== true) requireInternetGateway(session, text(subnets[0]?.vpc_id));
    const number = (Number.parseInt(session.world.ids.hex(7), 16) % 900_000_000) + 100_000_000;
    return {
      arn: id,
      arn_suffix: suffix,
      name,
      dns_name: `${input.internal === true ? 'internal-' : ''}${name}-${number}.${region}.elb.amazonaws.com`,
      zone_id: isApplication ? 'Z1H1FL5HABSF5' : 'Z18D5FSROUN65G',
      vpc_id: text(subnets[0]?.vpc_id),
      internal: false,
      ip_address_type: 'ipv4',
    };
  },
  remove: (_session, object) => {
    if (stored(object).enable_deletion_protection === true) {
      throw new AwsError(
        'OperationNotPermitted',
        400,
        `Load balancer '${object.id}' cannot be deleted because deletion protection is enabled`,
      );
    }
  },
  removed: (session, object) => {
    for (const listener of referrers(session, object.id, [{ type: 'aws_lb_listener', path: 'load_balancer_arn' }])) {
      session.world.store.remove(listener);
    }
  },
};

function requireInternetGateway(session: Session, vpcId: string): void {
  if (vpcId === '') return;
  if (referrers(session, vpcId, [{ type: 'aws_internet_gateway', path: 'vpc_id' }]).length > 0) return;
  throw new AwsError('InvalidSubnet', 400, `VPC ${vpcId} has no internet gateway`);
}

function checkSecurityGroups(session: Session, input: TfObject): void {
  for (const group of texts(input.security_groups)) {
    mustExist(
      session,
      input,
      'aws_security_group',
      group,
      () => new AwsError('InvalidSecurityGroup', 400, `Security group '${group}' is not found`),
    );
  }
}

const targetGroup: ResourceBehaviour = {
  type: 'aws_lb_target_group',
  api: api('ELBv2', 'Target Group', 'TargetGroup', 'ModifyTargetGroup'),
  place: 'region',
  forceNew: ['name', 'name_prefix', 'port', 'protocol', 'protocol_version', 'target_type', 'vpc_id', 'ip_address_type'],
  defaults: {
    deregistration_delay: '300',
    target_type: 'instance',
    slow_start: 0,
    proxy_protocol_v2: false,
    lambda_multi_value_headers_enabled: false,
    'health_check.enabled': true,
    'health_check.healthy_threshold': 3,
    'health_check.interval': 30,
    'health_check.port': 'traffic-port',
    'health_check.protocol': 'HTTP',
    'health_check.unhealthy_threshold': 3,
  },
  constraints: { name: shortName, name_prefix: { max: 6 } },
  id: (input, session) =>
    arn(
      session,
      input,
      'elasticloadbalancing',
      `targetgroup/${shortNameOf(session, input)}/${session.world.ids.hex(16)}`,
    ),
  create: (session, input, id) => {
    const suffix = `targetgroup/${id.split(':targetgroup/')[1] ?? ''}`;
    const name = suffix.split('/')[1] ?? '';
    if (isNameTaken(session, input, 'aws_lb_target_group', name)) {
      throw new AwsError(
        'DuplicateTargetGroupName',
        400,
        `A target group with the same name '${name}' exists, but with different settings`,
      );
    }
    enforceQuota(
      session,
      'aws_lb_target_group',
      inRegion(session, 'aws_lb_target_group', regionOf(session, input)).length,
    );
    const vpcId = text(input.vpc_id);
    mustExist(
      session,
      input,
      'aws_vpc',
      vpcId,
      () => new AwsError('ValidationError', 400, `The VPC ID '${vpcId}' is not found`),
    );
    return {
      arn: id,
      arn_suffix: suffix,
      name,
      ip_address_type: 'ipv4',
      protocol_version: 'HTTP1',
      load_balancing_algorithm_type: 'round_robin',
      load_balancing_anomaly_mitigation: 'off',
      load_balancing_cross_zone_enabled: 'use_load_balancer_configuration',
      health_check: [{ matcher: '200', path: '/', timeout: 5 }],
    };
  },
  remove: (session, object) => {
    const users = referrers(session, object.id, [
      { type: 'aws_lb_listener', path: 'default_action.target_group_arn' },
      { type: 'aws_lb_listener', path: 'default_action.forward.target_group.arn' },
      { type: 'aws_lb_listener_rule', path: 'action.target_group_arn' },
      { type: 'aws_lb_listener_rule', path: 'action.forward.target_group.arn' },
    ]);
    if (users.length > 0) {
      throw new AwsError(
        'ResourceInUse',
        400,
        `Target group '${object.id}' is currently in use by a listener or a rule`,
      );
    }
  },
};

const listener: ResourceBehaviour = {
  type: 'aws_lb_listener',
  api: api('ELBv2', 'Listener', 'Listener', 'ModifyListener'),
  place: 'region',
  forceNew: ['load_balancer_arn'],
  defaults: signInDefaults('default_action'),
  id: (input, session) =>
    `${text(input.load_balancer_arn).replace(':loadbalancer/', ':listener/')}/${session.world.ids.hex(16)}`,
  create: (session, input, id) => {
    const owner = text(input.load_balancer_arn);
    if (findInRegion(session, 'aws_lb', owner, regionOf(session, input)) === undefined) {
      throw new AwsError('LoadBalancerNotFound', 400, `Load balancer '${owner}' not found`);
    }
    const siblings = referrers(session, owner, [{ type: 'aws_lb_listener', path: 'load_balancer_arn' }]);
    if (siblings.some((sibling) => stored(sibling).port === input.port)) {
      throw new AwsError('DuplicateListener', 400, 'A listener already exists on this port for this load balancer');
    }
    const isSecure = input.protocol === 'HTTPS' || input.protocol === 'TLS';
    if (isSecure) checkCertificate(session, input);
    checkActions(session, blocks(input.default_action), { isSecure, region: regionOf(session, input), owner });
    return {
      arn: id,
      protocol: 'HTTP',
      ssl_policy: isSecure ? 'ELBSecurityPolicy-2016-08' : '',
      routing_http_response_server_enabled: true,
      default_action: actionValues(input.default_action),
    };
  },
  removed: (session, object) => {
    for (const rule of referrers(session, object.id, [{ type: 'aws_lb_listener_rule', path: 'listener_arn' }])) {
      session.world.store.remove(rule);
    }
  },
};

const listenerRule: ResourceBehaviour = {
  type: 'aws_lb_listener_rule',
  api: api('ELBv2', 'Listener Rule', 'Rule', 'ModifyRule'),
  place: 'region',
  forceNew: ['listener_arn'],
  defaults: signInDefaults('action'),
  constraints: { priority: { min: 1, max: 50_000 } },
  id: (input, session) =>
    `${text(input.listener_arn).replace(':listener/', ':listener-rule/')}/${session.world.ids.hex(16)}`,
  create: (session, input, id) => {
    const owner = text(input.listener_arn);
    const listening = findInRegion(session, 'aws_lb_listener', owner, regionOf(session, input));
    if (listening === undefined) {
      throw new AwsError('ListenerNotFound', 400, `Listener '${owner}' not found`);
    }
    const used = referrers(session, owner, [{ type: 'aws_lb_listener_rule', path: 'listener_arn' }]).map(
      (rule) => stored(rule).priority,
    );
    if (input.priority !== null && used.includes(input.priority ?? null)) {
      throw new AwsError('PriorityInUse', 400, `Priority '${String(input.priority)}' is currently in use`);
    }
    checkActions(session, blocks(input.action), {
      isSecure: stored(listening).protocol === 'HTTPS',
      region: listening.scope,
      owner: text(stored(listening).load_balancer_arn),
    });
    const highest = Math.max(0, ...used.filter((value) => typeof value === 'number'));
    return { arn: id, priority: highest + 1, action: actionValues(input.action) };
  },
};

export const loadBalancerResources = [loadBalancer, targetGroup, listener, listenerRule].map(awsResource);
