/** EC2's Describe calls, answered from what the aws provider stored. */
import { number, stored, text as textOf } from '../cloud/attributes.ts';
import { nodeGroups } from '../cluster/nodes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { element, text } from '../http/xml.ts';
import type { CloudObject } from '../store/objects.ts';
import { ec2Response, type Facts, items, numbered, pageOf, passesFilters, tagSet, tagsOf } from './ec2Protocol.ts';
import { instancesOf } from './instances.ts';

type Describe = {
  /** The set's element in the answer. */
  set: string;
  ids: { parameter: string; refusal: (id: string) => AwsError };
  objects(call: AwsCall): CloudObject[];
  facts(object: CloudObject): Facts;
  item(object: CloudObject): string;
};

const missing = (code: string, noun: string) => (id: string) =>
  new AwsError(code, 400, `The ${noun} ID '${id}' does not exist`);

const describes: Readonly<Record<string, Describe>> = {
  DescribeVpcs: {
    set: 'vpcSet',
    ids: { parameter: 'VpcId', refusal: missing('InvalidVpcID.NotFound', 'vpc') },
    objects: (call) => [...call.inRegion('aws_default_vpc'), ...call.inRegion('aws_vpc')],
    facts: (vpc) => ({
      'vpc-id': [vpc.id],
      cidr: [textOf(stored(vpc).cidr_block)],
      'is-default': [String(vpc.type === 'aws_default_vpc')],
      state: ['available'],
    }),
    item: (vpc) => {
      const attributes = stored(vpc);
      const cidr = textOf(attributes.cidr_block);
      const association = text('cidrBlock', cidr) + element('cidrBlockState', text('state', 'associated'));
      return [
        text('vpcId', vpc.id),
        text('ownerId', vpc.account),
        text('state', 'available'),
        text('cidrBlock', cidr),
        items('cidrBlockAssociationSet', [association]),
        text('isDefault', vpc.type === 'aws_default_vpc'),
        tagSet(attributes),
      ].join('');
    },
  },
  DescribeInternetGateways: {
    set: 'internetGatewaySet',
    ids: { parameter: 'InternetGatewayId', refusal: missing('InvalidInternetGatewayID.NotFound', 'internetGateway') },
    objects: (call) => call.inRegion('aws_internet_gateway'),
    facts: (gateway) => ({
      'internet-gateway-id': [gateway.id],
      'attachment.vpc-id': [textOf(stored(gateway).vpc_id)],
    }),
    item: (gateway) => {
      const vpc = textOf(stored(gateway).vpc_id);
      const attachments = vpc === '' ? [] : [text('vpcId', vpc) + text('state', 'available')];
      return text('internetGatewayId', gateway.id) + items('attachmentSet', attachments) + tagSet(stored(gateway));
    },
  },
  DescribeAddresses: {
    set: 'addressesSet',
    ids: { parameter: 'AllocationId', refusal: missing('InvalidAllocationID.NotFound', 'allocation') },
    objects: (call) => call.inRegion('aws_eip'),
    facts: (address) => ({ 'allocation-id': [address.id], domain: ['vpc'] }),
    item: (address) => {
      const attributes = stored(address);
      return [
        text('publicIp', textOf(attributes.public_ip)),
        text('allocationId', address.id),
        text('domain', 'vpc'),
        textOf(attributes.association_id) === '' ? '' : text('associationId', textOf(attributes.association_id)),
        tagSet(attributes),
      ].join('');
    },
  },
  DescribeNatGateways: {
    set: 'natGatewaySet',
    ids: { parameter: 'NatGatewayId', refusal: missing('NatGatewayNotFound', 'natGateway') },
    objects: (call) => call.inRegion('aws_nat_gateway'),
    facts: (nat) => ({
      'nat-gateway-id': [nat.id],
      'vpc-id': [textOf(stored(nat).vpc_id)],
      'subnet-id': [textOf(stored(nat).subnet_id)],
      state: ['available'],
    }),
    item: (nat) => {
      const attributes = stored(nat);
      return [
        text('natGatewayId', nat.id),
        text('vpcId', textOf(attributes.vpc_id)),
        text('subnetId', textOf(attributes.subnet_id)),
        text('state', 'available'),
        text('createTime', nat.createdAt),
        tagSet(attributes),
      ].join('');
    },
  },
  DescribeSubnets: {
    set: 'subnetSet',
    ids: { parameter: 'SubnetId', refusal: missing('InvalidSubnetID.NotFound', 'subnet') },
    objects: (call) => call.inRegion('aws_subnet'),
    facts: (subnet) => ({
      'subnet-id': [subnet.id],
      'vpc-id': [textOf(stored(subnet).vpc_id)],
      'availability-zone': [textOf(stored(subnet).availability_zone)],
    }),
    item: (subnet) => {
      const attributes = stored(subnet);
      return [
        text('subnetId', subnet.id),
        text('vpcId', textOf(attributes.vpc_id)),
        text('cidrBlock', textOf(attributes.cidr_block)),
        text('availabilityZone', textOf(attributes.availability_zone)),
        text('availabilityZoneId', textOf(attributes.availability_zone_id)),
        text('availableIpAddressCount', number(attributes.available_ip_address_count, 251)),
        text('state', 'available'),
        tagSet(attributes),
      ].join('');
    },
  },
};

/** @returns the XML document @throws AwsError in EC2's words */
export function callEc2(call: AwsCall): string {
  const action = call.parameters.get('Action') ?? '';
  const describe = describes[action];
  if (describe === undefined && action !== 'DescribeInstances') {
    throw new AwsError('InvalidAction', 400, `The action ${action} is not valid for this web service.`);
  }
  // EC2's Describe calls know no resources.
  call.require(`ec2:${action}`, '*');
  const result = describe === undefined ? describeInstances(call) : listed(call, describe);
  return ec2Response(action, call.request.id, result);
}

function listed(call: AwsCall, { set, ids, objects, facts, item }: Describe): string {
  const all = objects(call);
  const wanted = numbered(call, ids.parameter);
  const unknown = wanted.find((id) => all.every((object) => object.id !== id));
  if (unknown !== undefined) throw ids.refusal(unknown);
  const found = all
    .filter((object) => wanted.length === 0 || wanted.includes(object.id))
    .filter((object) => passesFilters(call, facts(object), tagsOf(stored(object))));
  const { page, nextToken } = pageOf(call, found);
  return items(set, page.map(item)) + nextToken;
}

function describeInstances(call: AwsCall): string {
  const groups = nodeGroups(call.world.objects, { account: call.caller.account, scope: call.region });
  const found = groups.flatMap(instancesOf).filter((instance) => passesFilters(call, instance.facts, instance.tags));
  const { page, nextToken } = pageOf(call, found);
  const reservations = page.map(
    (instance) => text('reservationId', instance.reservation) + items('instancesSet', [instance.item]),
  );
  return items('reservationSet', reservations) + nextToken;
}
