import type { Missing } from './missing.ts';

/** Pages of AWS's console, by the beginnings of types; `ID` is where it goes. */
const pages: readonly [prefix: string, page: string][] = [
  ['aws_cognito_user_pool', 'cognito/v2/idp/user-pools'],
  ['aws_vpc_endpoint', 'vpcconsole/home#Endpoints:search=ID'],
  ['aws_vpc_security_group', 'vpcconsole/home#SecurityGroups:'],
  ['aws_vpc', 'vpcconsole/home#vpcs:search=ID'],
  ['aws_subnet', 'vpcconsole/home#subnets:search=ID'],
  ['aws_internet_gateway', 'vpcconsole/home#igws:search=ID'],
  ['aws_nat_gateway', 'vpcconsole/home#NatGateways:search=ID'],
  ['aws_route', 'vpcconsole/home#RouteTables:search=ID'],
  ['aws_eip', 'vpcconsole/home#Addresses:search=ID'],
  ['aws_security_group', 'vpcconsole/home#SecurityGroups:search=ID'],
  ['aws_launch_template', 'ec2/home#LaunchTemplates:search=ID'],
  ['aws_lb', 'ec2/home#LoadBalancers:search=ID'],
  ['aws_db', 'rds/home#databases:'],
  ['aws_eks', 'eks/home#/clusters'],
  ['aws_kms', 'kms/home#/kms/keys'],
  ['aws_secretsmanager', 'secretsmanager/listsecrets'],
  ['aws_acm', 'acm/home#/certificates/list'],
  ['aws_iam', 'iam/home#/roles'],
  ['aws_cloudwatch', 'cloudwatch/home#logsV2:log-groups'],
];

/** Where a person finds it in AWS's console; undefined for what is not in AWS. */
export function consoleLink(region: string, { type, id }: Missing): string | undefined {
  const page = pages.find(([prefix]) => type.startsWith(prefix))?.[1];
  if (page === undefined) return undefined;
  return `https://${region}.console.aws.amazon.com/${page.replace('ID', encodeURIComponent(id ?? ''))}`;
}
