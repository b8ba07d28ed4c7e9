import { blockContains, blocksOverlap, type Ipv4Block, parseBlock } from '@flowport/domain';
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, type ViewedResource } from './stackView.ts';

function routesOf(stack: StackView, table: ViewedResource): unknown[] {
  return stack
    .ofType('aws_route')
    .filter(({ values }) => pick(values, 'route_table_id') === `\${${table.address}.id}`)
    .map(({ values }) => values);
}

function tableOf(stack: StackView, subnet: ViewedResource): ViewedResource | undefined {
  const association = stack
    .ofType('aws_route_table_association')
    .find(({ values }) => pick(values, 'subnet_id') === `\${${subnet.address}.id}`);
  return stack
    .ofType('aws_route_table')
    .find(({ address }) => pick(association?.values, 'route_table_id') === `\${${address}.id}`);
}

/** Routes to anywhere, for the subnets whose name begins so. */
function waysOut(stack: StackView, kind: string): { subnet: string; routes: unknown[] }[] {
  return stack
    .ofType('aws_subnet')
    .filter(({ name }) => name.startsWith(kind))
    .map((subnet) => {
      const table = tableOf(stack, subnet);
      const routes = table ? routesOf(stack, table) : [];
      return {
        subnet: subnet.address,
        routes: routes.filter((route) => pick(route, 'destination_cidr_block') === '0.0.0.0/0'),
      };
    });
}

function block(text: unknown): Ipv4Block | undefined {
  return parseBlock(String(text));
}

export const networkRules: Rule[] = [
  {
    guarantee: 'subnets lie in the VPC, apart from each other, in two zones or more',
    violations: (stack) => {
      const vpc = block(pick(stack.ofType('aws_vpc')[0]?.values, 'cidr_block'));
      const subnets = stack.ofType('aws_subnet').map((subnet) => ({
        ...subnet,
        block: block(pick(subnet.values, 'cidr_block')),
      }));
      const zones = new Set(subnets.map(({ values }) => pick(values, 'availability_zone')));
      const outside = subnets.filter((subnet) => !vpc || !subnet.block || !blockContains(vpc, subnet.block));
      const overlapping = subnets.filter((subnet, index) =>
        subnets
          .slice(index + 1)
          .some((other) => subnet.block && other.block && blocksOverlap(subnet.block, other.block)),
      );
      return [
        ...outside.map(({ address }) => `${address} is outside`),
        ...overlapping.map(({ address }) => `${address} overlaps another`),
        ...(zones.size >= 2 ? [] : ['fewer than two zones']),
      ];
    },
  },
  {
    guarantee: 'zones are ordinary ones in which EKS puts control planes, and subnets say what they are for',
    violations: (stack) => {
      const zones = pick(stack.documents.foundation, 'data', 'aws_availability_zones', 'available');
      const filters = list(pick(zones, 'filter'));
      const roles: [string, string][] = [
        ['public_', 'kubernetes.io/role/elb'],
        ['private_', 'kubernetes.io/role/internal-elb'],
      ];
      return [
        ...(filters.some((filter) => list(pick(filter, 'values')).join() === 'opt-in-not-required')
          ? []
          : ['Local Zones are among the zones']),
        ...['use1-az3', 'usw1-az2', 'cac1-az3'].filter((id) => !list(pick(zones, 'exclude_zone_ids')).includes(id)),
        ...roles.flatMap(([kind, tag]) =>
          stack
            .ofType('aws_subnet')
            .filter(({ name, values }) => name.startsWith(kind) !== (pick(values, 'tags', tag) === '1'))
            .map(({ address }) => address),
        ),
      ];
    },
  },
  {
    guarantee: 'nodes and pods leave through NAT alone, the database not at all',
    violations: (stack) => [
      ...allOf(
        waysOut(stack, 'private'),
        ({ routes }) => routes.length === 1 && pick(routes[0], 'nat_gateway_id') !== undefined,
        ({ subnet }) => subnet,
      ),
      ...allOf(
        waysOut(stack, 'database'),
        ({ routes }) => routes.length === 0,
        ({ subnet }) => subnet,
      ),
      ...allOf(
        stack.ofType('aws_subnet'),
        ({ values }) => pick(values, 'map_public_ip_on_launch') !== true,
        ({ address }) => address,
      ),
    ],
  },
  {
    guarantee: 'nodes and databases stand in the subnets made for them',
    violations: (stack) => {
      const standsIn = (resource: ViewedResource, kind: string) => {
        const subnets = list(pick(resource.values, 'subnet_ids') ?? pick(resource.values, 'vpc_config', 'subnet_ids'));
        return (
          subnets.length >= 2 &&
          subnets.every((id) => stack.resolve(resource.layer, id).startsWith(`foundation:aws_subnet.${kind}_`))
        );
      };
      return [
        ...allOf(
          stack.ofType('aws_eks_cluster', 'aws_eks_node_group'),
          (resource) => standsIn(resource, 'private'),
          ({ address }) => address,
        ),
        ...allOf(
          stack.ofType('aws_db_subnet_group'),
          (resource) => standsIn(resource, 'database'),
          ({ address }) => address,
        ),
      ];
    },
  },
  {
    guarantee: 'artifacts reach S3 without NAT, from every private subnet',
    violations: (stack) => {
      const reached = stack
        .ofType('aws_vpc_endpoint')
        .filter(({ values }) => pick(values, 'vpc_endpoint_type') === 'Gateway')
        .flatMap(({ values }) => list(pick(values, 'route_table_ids')));
      return allOf(
        stack.ofType('aws_route_table').filter(({ name }) => name.startsWith('private')),
        ({ address }) => reached.includes(`\${${address}.id}`),
        ({ address }) => address,
      );
    },
  },
  {
    guarantee: 'the database is reached from the cluster and from nowhere else',
    violations: (stack) => {
      const rules = stack.ofType('aws_vpc_security_group_ingress_rule');
      const database = stack.ofType('aws_security_group').filter(({ name }) => name === 'database');
      const forDatabase = rules.filter(
        ({ layer, values }) =>
          stack.resolve(layer, pick(values, 'security_group_id')) === 'foundation:aws_security_group.database.id',
      );
      return [
        ...(forDatabase.length === 1 ? [] : [`${forDatabase.length} rules let someone to the database`]),
        ...allOf(
          forDatabase,
          ({ values }) =>
            String(pick(values, 'referenced_security_group_id')).includes('cluster_security_group_id') &&
            pick(values, 'cidr_ipv4') === undefined &&
            pick(values, 'from_port') === 5432 &&
            pick(values, 'to_port') === 5432,
          ({ address }) => address,
        ),
        ...allOf(
          database,
          ({ values }) => pick(values, 'ingress') === undefined && pick(values, 'egress') === undefined,
          ({ address }) => address,
        ),
      ];
    },
  },
  {
    guarantee: 'nothing is exposed but the load balancer: Services are for the cluster, the default group is empty',
    violations: (stack) => [
      ...allOf(
        stack.ofType('kubernetes_service_v1'),
        ({ values }) => pick(values, 'spec', 'type') === 'ClusterIP',
        ({ address }) => address,
      ),
      ...stack.ofType('kubernetes_ingress_v1').map(({ address }) => address),
      ...(pick(stack.documents.cluster, 'output', 'endpoint', 'value') === null
        ? stack.ofType('aws_lb').map(({ address }) => address)
        : []),
      ...allOf(
        stack.ofType('aws_default_security_group'),
        ({ values }) => pick(values, 'ingress') === undefined && pick(values, 'egress') === undefined,
        ({ address }) => address,
      ),
    ],
  },
  {
    guarantee:
      'whoever comes by an address comes to the load balancer, or from the VPC to its endpoints, at their ports',
    violations: (stack) => {
      const vpc = pick(stack.ofType('aws_vpc')[0]?.values, 'cidr_block');
      const admitted: Record<string, (cidr: unknown, port: unknown) => boolean> = {
        'foundation:aws_security_group.endpoints.id': (cidr, port) => cidr === vpc && port === 443,
        'cluster:aws_security_group.load_balancer.id': (_cidr, port) => port === 443,
        'cluster:aws_security_group.load_balancer_redirect.id': (_cidr, port) => port === 80,
      };
      return [
        ...allOf(
          stack.ofType('aws_vpc_security_group_ingress_rule').filter(({ values }) => pick(values, 'cidr_ipv4')),
          ({ layer, values }) => {
            const [from, to] = [pick(values, 'from_port'), pick(values, 'to_port')];
            const isAdmitted = admitted[stack.resolve(layer, pick(values, 'security_group_id'))];
            return from === to && isAdmitted?.(pick(values, 'cidr_ipv4'), from) === true;
          },
          ({ address }) => address,
        ),
        ...allOf(
          stack.ofType('aws_security_group'),
          ({ values }) => pick(values, 'ingress') === undefined && pick(values, 'egress') === undefined,
          ({ address }) => `${address} has rules of its own`,
        ),
      ];
    },
  },
  {
    guarantee: 'private endpoints stand in private subnets, behind their own group, under the usual names',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_vpc_endpoint').filter(({ values }) => pick(values, 'vpc_endpoint_type') !== 'Gateway'),
        ({ layer, values }) =>
          pick(values, 'vpc_endpoint_type') === 'Interface' &&
          pick(values, 'private_dns_enabled') === true &&
          list(pick(values, 'security_group_ids')).join() === '${aws_security_group.endpoints.id}' &&
          list(pick(values, 'subnet_ids')).length >= 2 &&
          list(pick(values, 'subnet_ids')).every((id) =>
            stack.resolve(layer, id).startsWith('foundation:aws_subnet.private_'),
          ),
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'flow logs see all traffic of the VPC',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_flow_log'),
        ({ values }) =>
          pick(values, 'traffic_type') === 'ALL' &&
          pick(values, 'vpc_id') === '${aws_vpc.main.id}' &&
          String(pick(values, 'log_destination')).startsWith('${aws_cloudwatch_log_group.'),
        ({ address }) => address,
      ),
  },
];
