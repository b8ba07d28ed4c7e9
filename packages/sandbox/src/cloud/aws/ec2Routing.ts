/** EC2: addresses, NAT gateways, route tables, routes and VPC endpoints. */
import { crc32 } from 'node:zlib';
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { stored, text, texts } from '../attributes.ts';
import { addressAt, parseCidr } from './cidr.ts';
import { subnetNotFound, vpcNotFound } from './ec2Vpc.ts';
import { arn, longId, regionOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { api, awsResource, findInRegion, inRegion, mustExist, notFound, referrers } from './rules.ts';

const tableNotFound = (id: string) =>
  notFound('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`);

const eip: ResourceBehaviour = {
  type: 'aws_eip',
  api: {
    service: 'EC2',
    noun: 'EC2 EIP',
    create: 'AllocateAddress',
    update: 'AssociateAddress',
    delete: 'ReleaseAddress',
  },
  place: 'region',
  forceNew: ['domain', 'public_ipv4_pool', 'network_border_group', 'customer_owned_ipv4_pool', 'address'],
  id: (_input, session) => longId(session, 'eipalloc'),
  create: (session, input, id) => {
    const region = regionOf(session, input);
    enforceQuota(session, 'aws_eip', inRegion(session, 'aws_eip', region).length);
    const octet = () => String((Number.parseInt(session.world.ids.hex(2), 16) % 254) + 1);
    const publicIp = `52.${octet()}.${octet()}.${octet()}`;
    return {
      arn: arn(session, input, 'ec2', `elastic-ip/${id}`),
      allocation_id: id,
      domain: 'vpc',
      network_border_group: region,
      public_ipv4_pool: 'amazon',
      public_ip: publicIp,
      public_dns: `ec2-${publicIp.replaceAll('.', '-')}.${region}.compute.amazonaws.com`,
    };
  },
  remove: (session, object) => {
    if (referrers(session, object.id, [{ type: 'aws_nat_gateway', path: 'allocation_id' }]).length > 0) {
      throw new AwsError('InvalidIPAddress.InUse', 400, `Address ${text(stored(object).public_ip)} is in use.`);
    }
  },
};

const natGateway: ResourceBehaviour = {
  type: 'aws_nat_gateway',
  api: api('EC2', 'NAT Gateway', 'NatGateway'),
  place: 'region',
  forceNew: ['allocation_id', 'connectivity_type', 'subnet_id', 'private_ip', 'availability_mode'],
  defaults: { connectivity_type: 'public' },
  id: (_input, session) => longId(session, 'nat'),
  create: (session, input, id) => {
    const region = regionOf(session, input);
    const subnet = findInRegion(session, 'aws_subnet', text(input.subnet_id), region);
    if (subnet === undefined) throw subnetNotFound(text(input.subnet_id));
    const vpcId = text(stored(subnet).vpc_id);
    const zone = text(stored(subnet).availability_zone);
    const inZone = inRegion(session, 'aws_nat_gateway', region).filter((nat) => {
      const other = findInRegion(session, 'aws_subnet', text(stored(nat).subnet_id), region);
      return other !== undefined && stored(other).availability_zone === zone;
    });
    enforceQuota(session, 'aws_nat_gateway', inZone.length);
    const allocation = text(input.allocation_id);
    const isPublic = input.connectivity_type !== 'private';
    const address = findInRegion(session, 'aws_eip', allocation, region);
    if (isPublic && address === undefined) {
      throw notFound('InvalidAllocationID.NotFound', `The allocation ID '${allocation}' does not exist`);
    }
    if (isPublic && referrers(session, allocation, [{ type: 'aws_nat_gateway', path: 'allocation_id' }]).length > 0) {
      throw new AwsError('Resource.AlreadyAssociated', 400, `resource ${allocation} is already associated`);
    }
    if (isPublic && referrers(session, vpcId, [{ type: 'aws_internet_gateway', path: 'vpc_id' }]).length === 0) {
      throw new AwsError('Gateway.NotAttached', 400, `Network ${vpcId} has no Internet gateway attached`);
    }
    const range = parseCidr(text(stored(subnet).cidr_block));
    const host = 4 + (Number.parseInt(session.world.ids.hex(2), 16) % 200);
    return {
      arn: arn(session, input, 'ec2', `natgateway/${id}`),
      availability_mode: 'zonal',
      vpc_id: vpcId,
      network_interface_id: longId(session, 'eni'),
      private_ip: range === undefined ? '' : addressAt(range, host),
      public_ip: address === undefined ? '' : text(stored(address).public_ip),
      association_id: isPublic ? longId(session, 'eipassoc') : '',
      auto_provision_zones: 'disabled',
      auto_scaling_ips: 'disabled',
    };
  },
  created: (session, object) => {
    const nat = stored(object);
    associate(session, nat, {
      association_id: nat.association_id ?? '',
      network_interface: nat.network_interface_id ?? '',
      private_ip: nat.private_ip ?? '',
      private_dns: `ip-${text(nat.private_ip).replaceAll('.', '-')}.${object.scope}.compute.internal`,
    });
  },
  removed: (session, object) =>
    associate(session, stored(object), { association_id: '', network_interface: '', private_ip: '', private_dns: '' }),
};

/** An address shows what it is associated with, so a refresh after the NAT gateway's creation sees it change. */
function associate(session: Session, nat: TfObject, values: TfObject): void {
  const address = findInRegion(session, 'aws_eip', text(nat.allocation_id), text(nat.region));
  if (address === undefined) return;
  session.world.store.put({ ...address, attributes: { ...address.attributes, ...values } });
}

const routeTable: ResourceBehaviour = {
  type: 'aws_route_table',
  api: api('EC2', 'Route Table', 'RouteTable'),
  place: 'region',
  forceNew: ['vpc_id'],
  id: (_input, session) => longId(session, 'rtb'),
  create: (session, input, id) => {
    mustExist(session, input, 'aws_vpc', text(input.vpc_id), () => vpcNotFound(text(input.vpc_id)));
    return { arn: arn(session, input, 'ec2', `route-table/${id}`), owner_id: session.account };
  },
  remove: (session, object) => {
    const inUse = referrers(session, object.id, [{ type: 'aws_route_table_association', path: 'route_table_id' }]);
    if (inUse.length > 0) {
      throw new AwsError(
        'DependencyViolation',
        400,
        `The routeTable '${object.id}' has dependencies and cannot be deleted.`,
      );
    }
  },
  removed: (session, object) => {
    for (const route of referrers(session, object.id, [{ type: 'aws_route', path: 'route_table_id' }])) {
      session.world.store.remove(route);
    }
  },
};

const destinationAttributes = ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'];
const destinationOf = (input: TfObject) =>
  destinationAttributes.map((name) => text(input[name])).find((value) => value !== '') ?? '';

/** The provider's own id of a route: the table and a CRC of the destination (`r-rtb-…1080289494` for 0.0.0.0/0). */
const routeId = (table: string, destination: string) => `r-${table}${crc32(destination)}`;

const route: ResourceBehaviour = {
  type: 'aws_route',
  api: api('EC2', 'Route', 'Route', 'ReplaceRoute'),
  place: 'region',
  forceNew: ['route_table_id', ...destinationAttributes],
  id: (input) => routeId(text(input.route_table_id), destinationOf(input)),
  taken: (_id, input) =>
    new AwsError('RouteAlreadyExists', 400, `The route identified by ${destinationOf(input)} already exists.`),
  create: (session, input) => {
    const table = text(input.route_table_id);
    mustExist(session, input, 'aws_route_table', table, () => tableNotFound(table));
    const nat = text(input.nat_gateway_id);
    mustExist(session, input, 'aws_nat_gateway', nat, () =>
      notFound('InvalidNatGatewayID.NotFound', `The natGateway ID '${nat}' does not exist`),
    );
    const gateway = text(input.gateway_id);
    if (gateway.startsWith('igw-')) {
      mustExist(session, input, 'aws_internet_gateway', gateway, () =>
        notFound('InvalidGatewayID.NotFound', `The gateway ID '${gateway}' does not exist`),
      );
    }
    return { state: 'active', origin: 'CreateRoute' };
  },
  importId: (given) => {
    const [table = '', ...destination] = given.split('_');
    return routeId(table, destination.join('_'));
  },
};

const association: ResourceBehaviour = {
  type: 'aws_route_table_association',
  api: {
    service: 'EC2',
    noun: 'EC2 Route Table Association',
    create: 'AssociateRouteTable',
    update: 'ReplaceRouteTableAssociation',
    delete: 'DisassociateRouteTable',
  },
  place: 'region',
  forceNew: ['subnet_id', 'gateway_id'],
  id: (_input, session) => longId(session, 'rtbassoc'),
  create: (session, input) => {
    const table = text(input.route_table_id);
    const subnet = text(input.subnet_id);
    mustExist(session, input, 'aws_route_table', table, () => tableNotFound(table));
    mustExist(session, input, 'aws_subnet', subnet, () => subnetNotFound(subnet));
    if (
      subnet !== '' &&
      referrers(session, subnet, [{ type: 'aws_route_table_association', path: 'subnet_id' }]).length > 0
    ) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        400,
        `the specified association for route table ${table} conflicts with an existing association`,
      );
    }
    return {};
  },
  importId: (given, session) => {
    const [target = '', table = ''] = given.split('/');
    const found = referrers(session, target, [
      { type: 'aws_route_table_association', path: 'subnet_id' },
      { type: 'aws_route_table_association', path: 'gateway_id' },
    ]).find((object) => stored(object).route_table_id === table);
    return found?.id ?? given;
  },
};

const endpoint: ResourceBehaviour = {
  type: 'aws_vpc_endpoint',
  api: api('EC2', 'VPC Endpoint', 'VpcEndpoint', 'ModifyVpcEndpoint'),
  place: 'region',
  forceNew: ['vpc_id', 'service_name', 'vpc_endpoint_type', 'service_region'],
  defaults: { vpc_endpoint_type: 'Gateway' },
  stateOnly: ['auto_accept'],
  id: (_input, session) => longId(session, 'vpce'),
  create: (session, input, id) => {
    const vpcId = text(input.vpc_id);
    const region = regionOf(session, input);
    const parent = findInRegion(session, 'aws_vpc', vpcId, region);
    if (parent === undefined) throw vpcNotFound(vpcId);
    for (const table of texts(input.route_table_ids)) {
      mustExist(session, input, 'aws_route_table', table, () => tableNotFound(table));
    }
    for (const subnet of texts(input.subnet_ids)) {
      mustExist(session, input, 'aws_subnet', subnet, () => subnetNotFound(subnet));
    }
    const service = text(input.service_name);
    if (!service.startsWith('com.amazonaws.') && !service.startsWith('aws.')) {
      throw new AwsError('InvalidServiceName', 400, `The Vpc Endpoint Service '${service}' does not exist`);
    }
    const isGateway = input.vpc_endpoint_type === 'Gateway';
    const dnsName = `${id}-${session.world.ids.letters(8, alphabets.lowerAlphanumeric)}.${service.split('.').at(-1)}.${region}.vpce.amazonaws.com`;
    return {
      arn: arn(session, input, 'ec2', `vpc-endpoint/${id}`),
      owner_id: session.account,
      state: 'available',
      service_region: region,
      ip_address_type: isGateway ? '' : 'ipv4',
      policy: isGateway
        ? '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'
        : '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
      prefix_list_id: isGateway ? `pl-${session.world.ids.hex(8)}` : '',
      cidr_blocks: isGateway ? ['3.5.76.0/22', '52.218.128.0/17'] : [],
      security_group_ids: isGateway ? [] : [text(stored(parent).default_security_group_id)],
      network_interface_ids: isGateway ? [] : texts(input.subnet_ids).map(() => longId(session, 'eni')),
      dns_entry: isGateway
        ? []
        : [
            {
              dns_name: dnsName,
              hosted_zone_id: `Z${session.world.ids.letters(13, alphabets.upperAlphanumeric)}`,
            },
          ],
    };
  },
};

export const routingResources = [eip, natGateway, routeTable, route, association, endpoint].map(awsResource);
