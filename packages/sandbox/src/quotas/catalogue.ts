/**
 * AWS's quotas as the sandbox's account has them: what Service Quotas answers and what creations are held to. Codes and
 * refusals are AWS's; the values are roomy enough for ten stacks of any size, as an account that is in use would have them.
 */
export type Quota = {
  service: string;
  code: string;
  title: string;
  value: number;
  isGlobal?: true;
  /** The Terraform type whose objects count; the control API takes it as another name of the quota. */
  type?: string;
  /** How AWS refuses one more. */
  refusal?: { code: string; status: number; message: string };
};

const refuse = (code: string, message: string, status = 400) => ({ code, status, message });
const reached = (code: string, noun: string) => refuse(code, `The maximum number of ${noun} has been reached.`);
const iamLimit = (name: string, value: number) =>
  refuse('LimitExceeded', `Cannot exceed quota for ${name}: ${value}`, 409);
const vcpuLimit = refuse(
  'VcpuLimitExceeded',
  'You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
);

export const quotas: readonly Quota[] = [
  {
    service: 'vpc',
    code: 'L-F678F1CE',
    title: 'VPCs per Region',
    value: 200,
    type: 'aws_vpc',
    refusal: reached('VpcLimitExceeded', 'VPCs'),
  },
  {
    service: 'vpc',
    code: 'L-A4707A72',
    title: 'Internet gateways per Region',
    value: 200,
    type: 'aws_internet_gateway',
    refusal: reached('InternetGatewayLimitExceeded', 'internet gateways'),
  },
  {
    service: 'ec2',
    code: 'L-0263D0A3',
    title: 'EC2-VPC Elastic IPs',
    value: 600,
    type: 'aws_eip',
    refusal: reached('AddressLimitExceeded', 'addresses'),
  },
  {
    service: 'vpc',
    code: 'L-FE5A380F',
    title: 'NAT gateways per Availability Zone',
    value: 200,
    type: 'aws_nat_gateway',
    refusal: reached('NatGatewayLimitExceeded', 'NAT gateways'),
  },
  {
    service: 'ec2',
    code: 'L-1216C47A',
    title: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    value: 20_000,
    refusal: vcpuLimit,
  },
  {
    service: 'ec2',
    code: 'L-34B43A08',
    title: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
    value: 20_000,
    refusal: refuse('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded'),
  },
  {
    service: 'ec2',
    code: 'L-DB2E81BA',
    title: 'Running On-Demand G and VT instances',
    value: 5_000,
    refusal: vcpuLimit,
  },
  {
    service: 'ec2',
    code: 'L-417A185B',
    title: 'Running On-Demand P instances',
    value: 1_000,
    refusal: vcpuLimit,
  },
  {
    service: 'eks',
    code: 'L-1194D53C',
    title: 'Clusters',
    value: 200,
    type: 'aws_eks_cluster',
    refusal: reached('ResourceLimitExceededException', 'clusters'),
  },
  {
    service: 'iam',
    code: 'L-858F3967',
    title: 'OpenId connect providers per account',
    value: 200,
    isGlobal: true,
    type: 'aws_iam_openid_connect_provider',
    refusal: iamLimit('OpenIdConnectProvidersPerAccount', 200),
  },
  {
    service: 'iam',
    code: 'L-FE177D64',
    title: 'Roles per account',
    value: 5_000,
    isGlobal: true,
    type: 'aws_iam_role',
    refusal: iamLimit('RolesPerAccount', 5_000),
  },
  {
    service: 'iam',
    code: 'L-E95E4862',
    title: 'Customer managed policies per account',
    value: 5_000,
    isGlobal: true,
    type: 'aws_iam_policy',
    refusal: iamLimit('PoliciesPerAccount', 5_000),
  },
  {
    service: 'iam',
    code: 'L-0DA4ABF3',
    title: 'Managed policies per role',
    value: 10,
    isGlobal: true,
    type: 'aws_iam_role_policy_attachment',
    refusal: iamLimit('PoliciesPerRole', 10),
  },
  {
    service: 'elasticloadbalancing',
    code: 'L-53DA6B97',
    title: 'Application Load Balancers per Region',
    value: 200,
    type: 'aws_lb',
    refusal: refuse('TooManyLoadBalancers', 'The maximum number of load balancers has been reached.'),
  },
  {
    service: 'elasticloadbalancing',
    code: 'L-B22855CB',
    title: 'Target Groups per Region',
    value: 3_000,
    type: 'aws_lb_target_group',
    refusal: refuse('TooManyTargetGroups', 'The maximum number of target groups has been reached.'),
  },
  {
    service: 'rds',
    code: 'L-7B6409FD',
    title: 'DB instances',
    value: 200,
    type: 'aws_db_instance',
    refusal: refuse('InstanceQuotaExceeded', 'Cannot create more than the allowed number of DB instances'),
  },
  {
    service: 'rds',
    code: 'L-272F1212',
    title: 'Manual DB instance snapshots',
    value: 1_000,
    type: 'aws_db_snapshot',
    refusal: refuse('SnapshotQuotaExceeded', 'Cannot create more than the allowed number of manual snapshots'),
  },
  {
    service: 's3',
    code: 'L-DC2B2D3D',
    title: 'General purpose buckets',
    value: 10_000,
    isGlobal: true,
    type: 'aws_s3_bucket',
    refusal: refuse('TooManyBuckets', 'You have attempted to create more buckets than allowed'),
  },
  { service: 'vpc', code: 'L-407747CB', title: 'Subnets per VPC', value: 200 },
  { service: 'vpc', code: 'L-29B6F2EB', title: 'Interface VPC endpoints per VPC', value: 50 },
  { service: 'vpc', code: 'L-1B52E74A', title: 'Gateway VPC endpoints per Region', value: 200 },
  { service: 'vpc', code: 'L-DF5E4CA3', title: 'Network interfaces per Region', value: 5_000 },
  { service: 'vpc', code: 'L-2AFB9258', title: 'Security groups per network interface', value: 5 },
  { service: 'vpc', code: 'L-0EA8095F', title: 'Inbound or outbound rules per security group', value: 60 },
];

/** What the control API has set, by code or type. */
export type QuotaChanges = ReadonlyMap<string, number>;

export function findQuota(name: string): Quota | undefined {
  return quotas.find((quota) => quota.code === name || quota.type === name);
}

export function limitOf(quota: Quota, changes: QuotaChanges): number {
  return changes.get(quota.code) ?? (quota.type === undefined ? undefined : changes.get(quota.type)) ?? quota.value;
}
