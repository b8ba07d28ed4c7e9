import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { StackParameters } from '@flowport/domain';
import { propertyAccess, Token } from 'cdktf';
import { Construct } from 'constructs';
import { planSubnets, type SubnetPlan } from './subnetPlan.ts';

export type NetworkProps = {
  /** Prefix of the `Name` tags. */
  prefix: string;
  region: string;
  parameters: StackParameters['network'];
};

/** Zones whose hardware cannot hold an EKS control plane (EKS user guide, "VPC and subnet requirements"). */
const zonesWithoutControlPlane = ['use1-az3', 'usw1-az2', 'cac1-az3'];

/**
 * A VPC with three kinds of subnet in each zone: `public` for load balancers and NAT gateways, `private` for nodes and
 * pods, `database` without any way out. Artifacts reach S3 by a gateway endpoint, which is free where NAT is not.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly publicSubnets: Subnet[];
  readonly privateSubnets: Subnet[];
  readonly databaseSubnets: Subnet[];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { prefix, region, parameters } = props;
    this.vpc = new Vpc(this, 'aws_vpc.main', {
      cidrBlock: parameters.cidr,
      // EKS answers for its private endpoint by DNS within the VPC, which needs both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: prefix },
    });
    // Without rules, so that nothing works which forgot to name its own group.
    new DefaultSecurityGroup(this, 'aws_default_security_group.main', {
      vpcId: this.vpc.id,
      tags: { Name: `${prefix}-unused` },
    });
    const zones = new DataAwsAvailabilityZones(this, 'data.aws_availability_zones.available', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
      excludeZoneIds: zonesWithoutControlPlane,
    });
    const plan = planSubnets(parameters.cidr, parameters.zones);
    const subnets = (kind: keyof SubnetPlan, tags: Record<string, string>) =>
      plan[kind].map(
        (cidrBlock, zone) =>
          new Subnet(this, `aws_subnet.${kind}_${zone + 1}`, {
            vpcId: this.vpc.id,
            cidrBlock,
            availabilityZone: Token.asString(propertyAccess(zones.names, [zone])),
            tags: { Name: `${prefix}-${kind}-${zone + 1}`, ...tags },
            // AWS may open a zone which sorts before the ones in use; that must not move a subnet.
            lifecycle: { ignoreChanges: ['availability_zone'] },
          }),
      );
    this.publicSubnets = subnets('public', { 'kubernetes.io/role/elb': '1' });
    this.privateSubnets = subnets('private', { 'kubernetes.io/role/internal-elb': '1' });
    this.databaseSubnets = subnets('database', {});

    const gateway = new InternetGateway(this, 'aws_internet_gateway.main', {
      vpcId: this.vpc.id,
      tags: { Name: prefix },
    });
    const publicTable = this.routeTable('public', prefix, this.publicSubnets);
    new Route(this, 'aws_route.public_internet', {
      routeTableId: publicTable.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    const natSubnets = parameters.nat === 'per-zone' ? this.publicSubnets : this.publicSubnets.slice(0, 1);
    const natGateways = natSubnets.map((subnet, index) => this.natGateway(index + 1, prefix, subnet, gateway));
    // One table per zone even with a single NAT gateway: going to one per zone then changes a route and no subnet.
    const privateTables = this.privateSubnets.map((subnet, index) => {
      const table = this.routeTable(`private_${index + 1}`, prefix, [subnet]);
      const nat = natGateways[index] ?? natGateways[0];
      if (nat) {
        new Route(this, `aws_route.private_${index + 1}_nat`, {
          routeTableId: table.id,
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId: nat.id,
        });
      }
      return table;
    });
    this.routeTable('database', prefix, this.databaseSubnets);
    new VpcEndpoint(this, 'aws_vpc_endpoint.s3', {
      vpcId: this.vpc.id,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: privateTables.map((table) => table.id),
      tags: { Name: `${prefix}-s3` },
    });
  }

  private natGateway(number: number, prefix: string, subnet: Subnet, gateway: InternetGateway): NatGateway {
    const address = new Eip(this, `aws_eip.nat_${number}`, {
      domain: 'vpc',
      tags: { Name: `${prefix}-nat-${number}` },
      // An address in a VPC without internet gateway is refused, and the gateway cannot go while the address is mapped.
      dependsOn: [gateway],
    });
    return new NatGateway(this, `aws_nat_gateway.nat_${number}`, {
      allocationId: address.id,
      subnetId: subnet.id,
      tags: { Name: `${prefix}-nat-${number}` },
      dependsOn: [gateway],
    });
  }

  private routeTable(name: string, prefix: string, subnets: Subnet[]): RouteTable {
    const table = new RouteTable(this, `aws_route_table.${name}`, {
      vpcId: this.vpc.id,
      tags: { Name: `${prefix}-${name.replaceAll('_', '-')}` },
    });
    for (const [index, subnet] of subnets.entries()) {
      const suffix = subnets.length > 1 ? `_${index + 1}` : '';
      new RouteTableAssociation(this, `aws_route_table_association.${name}${suffix}`, {
        routeTableId: table.id,
        subnetId: subnet.id,
      });
    }
    return table;
  }
}
