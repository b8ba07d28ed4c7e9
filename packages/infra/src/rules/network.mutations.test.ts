// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { presets } from '@flowport/domain';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { networkRules } from './network.ts';

const mistakes: Mistake[] = [
  [
    'subnets lie in the VPC, apart from each other, in two zones or more',
    'foundation/resource/aws_subnet/public_1/cidr_block',
    '10.20.0.0/20',
  ],
  [
    'zones are ordinary ones in which EKS puts control planes, and subnets say what they are for',
    'foundation/data/aws_availability_zones/available/filter',
    undefined,
  ],
  [
    'zones are ordinary ones in which EKS puts control planes, and subnets say what they are for',
    'foundation/data/aws_availability_zones/available/exclude_zone_ids/0',
    'use1-az4',
  ],
  [
    'zones are ordinary ones in which EKS puts control planes, and subnets say what they are for',
    'foundation/resource/aws_subnet/database_1/tags/kubernetes.io~role~elb',
    '1',
  ],
  [
    'nodes and pods leave through NAT alone, the database not at all',
    'foundation/resource/aws_route_table_association/database_1/route_table_id',
    '${aws_route_table.public.id}',
  ],
  [
    'nodes and databases stand in the subnets made for them',
    'cluster/resource/aws_eks_cluster/main/vpc_config/subnet_ids/0',
    '${data.terraform_remote_state.foundation.outputs.vpc_id}',
  ],
  [
    'artifacts reach S3 without NAT, from every private subnet',
    'foundation/resource/aws_vpc_endpoint/s3/route_table_ids/1',
    '${aws_route_table.public.id}',
  ],
  [
    'the database is reached from the cluster and from nowhere else',
    'cluster/resource/aws_vpc_security_group_ingress_rule/database_from_cluster/cidr_ipv4',
    '0.0.0.0/0',
  ],
  [
    'nothing is exposed but the load balancer: Services are for the cluster, the default group is empty',
    'services/resource/kubernetes_service_v1/metadata/spec/type',
    'LoadBalancer',
  ],
  [
    'nothing is exposed but the load balancer: Services are for the cluster, the default group is empty',
    'cluster/resource/aws_lb',
    { main: {} },
  ],
];

const guarded: Mistake[] = [
  [
    'whoever comes by an address comes to the load balancer, or from the VPC to its endpoints, at their ports',
    'cluster/resource/aws_vpc_security_group_ingress_rule/database_from_cluster/cidr_ipv4',
    '10.20.0.0/16',
  ],
  [
    'whoever comes by an address comes to the load balancer, or from the VPC to its endpoints, at their ports',
    'foundation/resource/aws_vpc_security_group_ingress_rule/endpoints_https/cidr_ipv4',
    '0.0.0.0/0',
  ],
  [
    'whoever comes by an address comes to the load balancer, or from the VPC to its endpoints, at their ports',
    'cluster/resource/aws_vpc_security_group_ingress_rule/https_0_0_0_0_0/to_port',
    65535,
  ],
  [
    'whoever comes by an address comes to the load balancer, or from the VPC to its endpoints, at their ports',
    'cluster/resource/aws_security_group/load_balancer/ingress',
    [{ cidr_blocks: ['0.0.0.0/0'], from_port: 0, to_port: 0, protocol: '-1' }],
  ],
  [
    'private endpoints stand in private subnets, behind their own group, under the usual names',
    'foundation/resource/aws_vpc_endpoint/sts/private_dns_enabled',
    false,
  ],
  [
    'private endpoints stand in private subnets, behind their own group, under the usual names',
    'foundation/resource/aws_vpc_endpoint/ecr_dkr/subnet_ids/0',
    '${aws_subnet.public_1.id}',
  ],
  ['flow logs see all traffic of the VPC', 'foundation/resource/aws_flow_log/main/traffic_type', 'REJECT'],
];

const { network } = presets.large.parameters;
const parameters = {
  network: { ...network, flowLogs: true, interfaceEndpoints: true },
  endpoint: publishedEndpoints['alb-oidc'],
};

testMistakes(networkRules, [
  { documents: synthesize(exampleInput('gpu')), mistakes },
  { documents: synthesize(exampleInput('large', { parameters })), mistakes: guarded },
]);
