/** EC2: VPCs, subnets and the internet gateway. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject } from '../../store/objects.ts';
import { stored, text } from '../attributes.ts';
import { contains, overlaps, parseCidr } from './cidr.ts';
import { arn, longId, regionOf, zonesOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import {
  api,
  awsResource,
  findInRegion,
  inRegion,
  mustExist,
  notFound,
  referrers,
  refuseWhileReferred,
} from './rules.ts';

export const vpcNotFound = (id: string) => notFound('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
export const subnetNotFound = (id: string) =>
  notFound('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);

const vpc: ResourceBehaviour = {
  type: 'aws_vpc',
  api: api('EC2', 'VPC', 'Vpc', 'ModifyVpcAttribute'),
  place: 'region',
  forceNew: ['cidr_block', 'instance_tenancy', 'ipv4_ipam_pool_id', 'ipv4_netmask_length'],
  defaults: { enable_dns_support: true, instance_tenancy: 'default' },
  id: (_input, session) => longId(session, 'vpc'),
  create: (session, input, id) => {
    const range = parseCidr(text(input.cidr_block));
    if (range === undefined || range.bits < 16 || range.bits > 28) {
      throw new AwsError('InvalidVpc.Range', 400, `The CIDR '${text(input.cidr_block)}' is invalid.`);
    }
    // The default VPC of the region is one of them.
    const existing = ['aws_default_vpc', 'aws_vpc'].flatMap((type) =>
      inRegion(session, type, regionOf(session, input)),
    );
    enforceQuota(session, 'aws_vpc', existing.length);
    const routeTable = longId(session, 'rtb');
    return {
      arn: arn(session, input, 'ec2', `vpc/${id}`),
      owner_id: session.account,
      default_network_acl_id: longId(session, 'acl'),
      default_route_table_id: routeTable,
      default_security_group_id: longId(session, 'sg'),
      main_route_table_id: routeTable,
      dhcp_options_id: `dopt-${session.world.ids.hex(8)}`,
      enable_dns_hostnames: false,
      enable_network_address_usage_metrics: false,
    };
  },
  created: (session, object) => putDefaultGroup(session, object),
  remove: (session, object) => {
    const inUse = referrers(session, object.id, [
      { type: 'aws_subnet', path: 'vpc_id' },
      { type: 'aws_internet_gateway', path: 'vpc_id' },
      { type: 'aws_route_table', path: 'vpc_id' },
      { type: 'aws_vpc_endpoint', path: 'vpc_id' },
      { type: 'aws_lb', path: 'vpc_id' },
    ]);
    const groups = referrers(session, object.id, [{ type: 'aws_security_group', path: 'vpc_id' }]).filter(
      (group) => group.id !== object.attributes.default_security_group_id,
    );
    if (inUse.length + groups.length > 0) {
      throw new AwsError('DependencyViolation', 400, `The vpc '${object.id}' has dependencies and cannot be deleted.`);
    }
  },
  removed: (session, object) => {
    const id = text(stored(object).default_security_group_id);
    for (const type of ['aws_security_group', 'aws_default_security_group']) {
      session.world.store.remove({ account: object.account, scope: object.scope, type, id });
    }
  },
};

function putDefaultGroup(session: Session, vpcObject: CloudObject): void {
  const id = text(stored(vpcObject).default_security_group_id);
  const attributes: TfObject = {
    id,
    arn: arn(session, stored(vpcObject), 'ec2', `security-group/${id}`),
    name: 'default',
    description: 'default VPC security group',
    vpc_id: vpcObject.id,
    owner_id: session.account,
    region: vpcObject.scope,
    ingress: [],
    egress: [],
    tags: {},
    tags_all: {},
  };
  session.world.store.put({ ...vpcObject, type: 'aws_security_group', id, attributes });
}

const subnet: ResourceBehaviour = {
  type: 'aws_subnet',
  api: api('EC2', 'Subnet', 'Subnet', 'ModifySubnetAttribute'),
  place: 'region',
  forceNew: ['vpc_id', 'cidr_block', 'availability_zone', 'availability_zone_id', 'ipv6_native', 'outpost_arn'],
  defaults: {
    map_public_ip_on_launch: false,
    assign_ipv6_address_on_creation: false,
    enable_dns64: false,
    enable_resource_name_dns_a_record_on_launch: false,
    enable_resource_name_dns_aaaa_record_on_launch: false,
    ipv6_native: false,
  },
  id: (_input, session) => longId(session, 'subnet'),
  create: (session, input, id) => {
    const region = regionOf(session, input);
    const vpcId = text(input.vpc_id);
    const parent = findInRegion(session, 'aws_vpc', vpcId, region);
    if (parent === undefined) throw vpcNotFound(vpcId);
    checkSubnetRange(session, text(input.cidr_block), parent);
    const zones = zonesOf(region);
    const wanted = text(input.availability_zone);
    const wantedId = text(input.availability_zone_id);
    const zone = zones.find((candidate) =>
      wanted === '' ? wantedId === '' || candidate.id === wantedId : candidate.name === wanted,
    );
    if (zone === undefined) {
      throw new AwsError(
        'InvalidParameterValue',
        400,
        `Value (${wanted || wantedId}) for parameter availabilityZone is invalid. Subnets can currently only be ` +
          `created in the following availability zones: ${zones.map(({ name }) => name).join(', ')}.`,
      );
    }
    return {
      arn: arn(session, input, 'ec2', `subnet/${id}`),
      owner_id: session.account,
      availability_zone: zone.name,
      availability_zone_id: zone.id,
      private_dns_hostname_type_on_launch: 'ip-name',
    };
  },
  remove: (session, object) =>
    refuseWhileReferred(
      session,
      object,
      [
        { type: 'aws_nat_gateway', path: 'subnet_id' },
        { type: 'aws_eks_cluster', path: 'vpc_config.subnet_ids' },
        { type: 'aws_eks_node_group', path: 'subnet_ids' },
        { type: 'aws_vpc_endpoint', path: 'subnet_ids' },
        { type: 'aws_lb', path: 'subnets' },
        { type: 'aws_network_interface', path: 'subnet_id' },
        // An instance of the group has a network interface in one of them.
        ...(isUsedByDatabase(session, object) ? [{ type: 'aws_db_subnet_group', path: 'subnet_ids' }] : []),
      ],
      `The subnet '${object.id}' has dependencies and cannot be deleted.`,
    ),
};

function isUsedByDatabase(session: Session, object: CloudObject): boolean {
  return referrers(session, object.id, [{ type: 'aws_db_subnet_group', path: 'subnet_ids' }]).some(
    (group) => referrers(session, group.id, [{ type: 'aws_db_instance', path: 'db_subnet_group_name' }]).length > 0,
  );
}

function checkSubnetRange(session: Session, cidr: string, parent: CloudObject): void {
  const range = parseCidr(cidr);
  const outer = parseCidr(text(stored(parent).cidr_block));
  if (range === undefined || outer === undefined || range.bits > 28 || !contains(outer, range)) {
    throw new AwsError('InvalidSubnet.Range', 400, `The CIDR '${cidr}' is invalid.`);
  }
  const clash = referrers(session, parent.id, [{ type: 'aws_subnet', path: 'vpc_id' }]).some((other) => {
    const taken = parseCidr(text(stored(other).cidr_block));
    return taken !== undefined && overlaps(taken, range);
  });
  if (clash) {
    throw new AwsError('InvalidSubnet.Conflict', 400, `The CIDR '${cidr}' conflicts with another subnet`);
  }
}

const internetGateway: ResourceBehaviour = {
  type: 'aws_internet_gateway',
  api: api('EC2', 'Internet Gateway', 'InternetGateway', 'AttachInternetGateway'),
  place: 'region',
  id: (_input, session) => longId(session, 'igw'),
  create: (session, input, id) => {
    const vpcId = text(input.vpc_id);
    mustExist(session, input, 'aws_vpc', vpcId, () => vpcNotFound(vpcId));
    enforceQuota(
      session,
      'aws_internet_gateway',
      inRegion(session, 'aws_internet_gateway', regionOf(session, input)).length,
    );
    if (vpcId !== '' && referrers(session, vpcId, [{ type: 'aws_internet_gateway', path: 'vpc_id' }]).length > 0) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        400,
        `resource ${vpcId} is already attached to network ${vpcId}`,
      );
    }
    return { arn: arn(session, input, 'ec2', `internet-gateway/${id}`), owner_id: session.account };
  },
  remove: (session, object) => {
    const vpcId = text(stored(object).vpc_id);
    const subnets = referrers(session, vpcId, [{ type: 'aws_subnet', path: 'vpc_id' }]);
    const isMapped = subnets.some(
      ({ id }) =>
        referrers(session, id, [
          { type: 'aws_nat_gateway', path: 'subnet_id' },
          { type: 'aws_lb', path: 'subnets' },
        ]).length > 0,
    );
    if (isMapped) {
      throw new AwsError(
        'DependencyViolation',
        400,
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
  },
};

export const vpcResources = [vpc, subnet, internetGateway].map(awsResource);
