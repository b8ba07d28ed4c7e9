import { type Endpoint, portForward, presetNames, presets, type StackParameters } from '@flowport/domain';
import { synthesize } from '@flowport/infra';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { deployerPolicy, type PlaceOfTarget } from './deployerPolicy.ts';

const place: PlaceOfTarget = {
  account: '111122223333',
  region: 'us-west-2',
  bucket: 'acme-flowport-state',
  bucketRegion: 'us-west-2',
  workspaceKeyPrefix: 'flowport',
  kmsKeyId: null,
};

/** The calls by which the aws provider creates, reads, changes and deletes each type of the blueprint. */
const calls: Record<string, string[]> = {
  aws_acm_certificate: [
    'acm:RequestCertificate',
    'acm:DescribeCertificate',
    'acm:AddTagsToCertificate',
    'acm:ListTagsForCertificate',
    'acm:DeleteCertificate',
  ],
  aws_acm_certificate_validation: ['acm:DescribeCertificate'],
  aws_autoscaling_group_tag: ['autoscaling:CreateOrUpdateTags', 'autoscaling:DescribeTags', 'autoscaling:DeleteTags'],
  aws_cloudwatch_log_group: [
    'logs:CreateLogGroup',
    'logs:DescribeLogGroups',
    'logs:PutRetentionPolicy',
    'logs:ListTagsForResource',
    'logs:TagResource',
    'logs:DeleteLogGroup',
  ],
  aws_cognito_resource_server: [
    'cognito-idp:CreateResourceServer',
    'cognito-idp:DescribeResourceServer',
    'cognito-idp:DeleteResourceServer',
  ],
  aws_cognito_user_pool: [
    'cognito-idp:CreateUserPool',
    'cognito-idp:DescribeUserPool',
    'cognito-idp:GetUserPoolMfaConfig',
    'cognito-idp:SetUserPoolMfaConfig',
    'cognito-idp:UpdateUserPool',
    'cognito-idp:TagResource',
    'cognito-idp:ListTagsForResource',
    'cognito-idp:DeleteUserPool',
  ],
  aws_cognito_user_pool_client: [
    'cognito-idp:CreateUserPoolClient',
    'cognito-idp:DescribeUserPoolClient',
    'cognito-idp:DeleteUserPoolClient',
  ],
  aws_cognito_user_pool_domain: [
    'cognito-idp:CreateUserPoolDomain',
    'cognito-idp:DescribeUserPoolDomain',
    'cognito-idp:DeleteUserPoolDomain',
  ],
  aws_db_instance: [
    'rds:CreateDBInstance',
    'rds:DescribeDBInstances',
    'rds:ModifyDBInstance',
    'rds:DeleteDBInstance',
    'rds:CreateDBSnapshot',
    'rds:AddTagsToResource',
    'rds:ListTagsForResource',
    'kms:CreateGrant',
    'kms:DescribeKey',
  ],
  aws_db_parameter_group: [
    'rds:CreateDBParameterGroup',
    'rds:DescribeDBParameters',
    'rds:ModifyDBParameterGroup',
    'rds:DeleteDBParameterGroup',
  ],
  aws_db_subnet_group: ['rds:CreateDBSubnetGroup', 'rds:DescribeDBSubnetGroups', 'rds:DeleteDBSubnetGroup'],
  aws_default_security_group: ['ec2:DescribeSecurityGroups', 'ec2:RevokeSecurityGroupIngress', 'ec2:CreateTags'],
  aws_eip: ['ec2:AllocateAddress', 'ec2:DescribeAddresses', 'ec2:DescribeAddressesAttribute', 'ec2:ReleaseAddress'],
  aws_eks_access_entry: ['eks:CreateAccessEntry', 'eks:DescribeAccessEntry', 'eks:DeleteAccessEntry'],
  aws_eks_access_policy_association: ['eks:AssociateAccessPolicy', 'eks:DisassociateAccessPolicy'],
  aws_eks_addon: ['eks:CreateAddon', 'eks:DescribeAddon', 'eks:UpdateAddon', 'eks:DeleteAddon', 'iam:PassRole'],
  aws_eks_cluster: ['eks:CreateCluster', 'eks:DescribeCluster', 'eks:DeleteCluster', 'eks:TagResource', 'iam:PassRole'],
  aws_eks_node_group: [
    'eks:CreateNodegroup',
    'eks:DescribeNodegroup',
    'eks:DeleteNodegroup',
    'ec2:RunInstances',
    'ec2:DescribeLaunchTemplateVersions',
    'iam:PassRole',
    'iam:CreateServiceLinkedRole',
  ],
  aws_eks_pod_identity_association: [
    'eks:CreatePodIdentityAssociation',
    'eks:DescribePodIdentityAssociation',
    'eks:DeletePodIdentityAssociation',
    'iam:PassRole',
    'iam:GetRole',
  ],
  aws_flow_log: ['ec2:CreateFlowLogs', 'ec2:DescribeFlowLogs', 'ec2:DeleteFlowLogs', 'iam:PassRole'],
  aws_iam_openid_connect_provider: [
    'iam:CreateOpenIDConnectProvider',
    'iam:GetOpenIDConnectProvider',
    'iam:TagOpenIDConnectProvider',
    'iam:DeleteOpenIDConnectProvider',
  ],
  aws_iam_role: [
    'iam:CreateRole',
    'iam:GetRole',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
    'iam:ListInstanceProfilesForRole',
    'iam:UpdateAssumeRolePolicy',
    'iam:TagRole',
    'iam:DeleteRole',
  ],
  aws_iam_role_policy: ['iam:PutRolePolicy', 'iam:GetRolePolicy', 'iam:DeleteRolePolicy'],
  aws_iam_role_policy_attachment: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
  aws_internet_gateway: ['ec2:CreateInternetGateway', 'ec2:AttachInternetGateway', 'ec2:DeleteInternetGateway'],
  aws_kms_alias: ['kms:CreateAlias', 'kms:ListAliases', 'kms:DeleteAlias'],
  aws_kms_key: [
    'kms:CreateKey',
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:EnableKeyRotation',
    'kms:ListResourceTags',
    'kms:TagResource',
    'kms:ScheduleKeyDeletion',
  ],
  aws_launch_template: ['ec2:CreateLaunchTemplate', 'ec2:CreateLaunchTemplateVersion', 'ec2:DeleteLaunchTemplate'],
  aws_lb: [
    'elasticloadbalancing:CreateLoadBalancer',
    'elasticloadbalancing:ModifyLoadBalancerAttributes',
    'elasticloadbalancing:AddTags',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DeleteLoadBalancer',
    'iam:CreateServiceLinkedRole',
  ],
  aws_lb_listener: ['elasticloadbalancing:CreateListener', 'elasticloadbalancing:DeleteListener'],
  aws_lb_listener_rule: [
    'elasticloadbalancing:CreateRule',
    'elasticloadbalancing:DeleteRule',
    'cognito-idp:DescribeUserPoolClient',
  ],
  aws_lb_target_group: ['elasticloadbalancing:CreateTargetGroup', 'elasticloadbalancing:DeleteTargetGroup'],
  aws_nat_gateway: ['ec2:CreateNatGateway', 'ec2:DescribeNatGateways', 'ec2:DeleteNatGateway'],
  aws_route: ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'],
  aws_route_table: ['ec2:CreateRouteTable', 'ec2:DescribeRouteTables', 'ec2:DeleteRouteTable'],
  aws_route_table_association: ['ec2:AssociateRouteTable', 'ec2:DisassociateRouteTable'],
  aws_route53_record: [
    'route53:GetHostedZone',
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
    'route53:ListResourceRecordSets',
  ],
  aws_s3_bucket: [
    's3:CreateBucket',
    's3:ListBucket',
    's3:PutBucketTagging',
    's3:DeleteBucket',
    's3:DeleteObjectVersion',
  ],
  aws_s3_bucket_lifecycle_configuration: ['s3:PutLifecycleConfiguration'],
  aws_s3_bucket_ownership_controls: ['s3:PutBucketOwnershipControls'],
  aws_s3_bucket_policy: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  aws_s3_bucket_public_access_block: ['s3:PutBucketPublicAccessBlock'],
  aws_s3_bucket_server_side_encryption_configuration: ['s3:PutEncryptionConfiguration'],
  aws_s3_bucket_versioning: ['s3:PutBucketVersioning'],
  aws_secretsmanager_secret: [
    'secretsmanager:CreateSecret',
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetResourcePolicy',
    'secretsmanager:TagResource',
    'secretsmanager:DeleteSecret',
  ],
  aws_secretsmanager_secret_version: ['secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue'],
  aws_security_group: [
    'ec2:CreateSecurityGroup',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteSecurityGroup',
  ],
  aws_subnet: ['ec2:CreateSubnet', 'ec2:ModifySubnetAttribute', 'ec2:DescribeSubnets', 'ec2:DeleteSubnet'],
  aws_vpc: ['ec2:CreateVpc', 'ec2:ModifyVpcAttribute', 'ec2:DescribeVpcAttribute', 'ec2:DeleteVpc'],
  aws_vpc_endpoint: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint', 'ec2:DeleteVpcEndpoints'],
  aws_vpc_security_group_egress_rule: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:RevokeSecurityGroupEgress'],
  aws_vpc_security_group_ingress_rule: [
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:ModifySecurityGroupRules',
    'ec2:RevokeSecurityGroupIngress',
  ],
};

function allows(action: string): boolean {
  const patterns = deployerPolicy(place).Statement.flatMap((statement) => statement.Action);
  return patterns.some((pattern) => matches(pattern, action));
}

/** IAM's wildcard: `*` stands for any number of characters. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

const oidc: Endpoint['oidc'] = {
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  jwksUri: 'https://login.example.com/jwks',
  clientId: 'metaflow',
  clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf',
};
const published = { ...portForward, domain: 'fraud.example.com', zoneId: 'Z0123456789ABC' };
const { gpu } = presets;
/** All that can be switched on at once; the mode of access is the one thing that excludes another. */
const everything: StackParameters = {
  ...gpu.parameters,
  network: { ...gpu.parameters.network, flowLogs: true, interfaceEndpoints: true },
  cluster: {
    ...gpu.parameters.cluster,
    spotNodes: gpu.parameters.cluster.workerNodes,
    controllerIdentity: 'pod-identity',
    userPrincipals: ['arn:aws:iam::111122223333:role/people/data-scientists'],
  },
  teams: ['alpha', 'beta'],
};
const modes: StackParameters[] = (['key', 'jwt'] as const).flatMap((machineAuth) => [
  { ...everything, endpoint: { ...published, mode: 'alb-cognito', machineAuth } },
  { ...everything, endpoint: { ...published, mode: 'alb-oidc', machineAuth, oidc } },
]);

function resourcesOf(parameters: StackParameters): { type: string; values: unknown }[] {
  const documents = synthesize({
    slug: 'fraud-models',
    parameters,
    target: {
      account: place.account,
      region: place.region,
      deployerRoleArn: `arn:aws:iam::${place.account}:role/flowport-deployer`,
      backend: {
        bucket: place.bucket,
        region: place.bucketRegion,
        workspaceKeyPrefix: place.workspaceKeyPrefix,
        usePathStyle: false,
      },
    },
    tags: { stackId: 'stk_1', team: 'vision' },
  });
  const sections = Object.values(documents).map((document) => z.record(z.string(), byName).parse(document.resource));
  return sections.flatMap((section) =>
    Object.entries(section).flatMap(([type, named]) => Object.values(named).map((values) => ({ type, values }))),
  );
}

const byName = z.record(z.string(), z.unknown());

test('the role may create, read, change and delete every AWS resource of every preset and mode', () => {
  const all = [...presetNames.map((preset) => presets[preset].parameters), ...modes];
  const types = new Set(all.flatMap((parameters) => resourcesOf(parameters).map(({ type }) => type)));
  for (const type of [...types].filter((name) => name.startsWith('aws_'))) {
    expect(calls, `${type} is new: say which calls it makes`).toHaveProperty(type);
    for (const action of calls[type] ?? []) expect(allows(action), `${action} for ${type}`).toBe(true);
  }
});

test('the roles and buckets of a stack have names that the policy reaches', () => {
  const reachable = deployerPolicy(place).Statement.flatMap(({ Resource = [] }) => Resource);
  const resources = modes.flatMap(resourcesOf);
  const arns = [
    ...resources
      .filter(({ type }) => type === 'aws_iam_role')
      .map(
        ({ values }) => `arn:aws:iam::${place.account}:role/${z.looseObject({ name: z.string() }).parse(values).name}`,
      ),
    ...resources
      .filter(({ type }) => type === 'aws_s3_bucket')
      .map(({ values }) => `arn:aws:s3:::${z.looseObject({ bucket: z.string() }).parse(values).bucket}`),
    ...resources
      .filter(({ type }) => type === 'aws_secretsmanager_secret')
      .map(({ values }) => {
        const { name } = z.looseObject({ name: z.string() }).parse(values);
        return `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${name}-AbCdEf`;
      }),
  ];
  expect(arns.length).toBeGreaterThan(5);
  for (const arn of arns) {
    expect(
      reachable.some((pattern) => pattern !== '*' && matches(pattern, arn)),
      arn,
    ).toBe(true);
  }
});

test('nothing outside the target’s region and the names of stacks is within reach', () => {
  for (const { Sid, Action, Resource, Condition } of deployerPolicy(place).Statement) {
    // What only looks may look everywhere: IAM has no regions.
    const isReading = [Action].flat().every((action) => /:(Get|List|Describe)/.test(action));
    if (Resource !== '*' || isReading) continue;
    expect(Condition, Sid).toEqual({ StringEquals: { 'aws:RequestedRegion': 'us-west-2' } });
  }
  for (const action of [
    'iam:CreateUser',
    'iam:CreateAccessKey',
    'iam:CreatePolicy',
    'sts:AssumeRole',
    'ec2:CreateVpnConnection',
  ]) {
    expect(allows(action), action).toBe(false);
  }
});

test('the state is reached under its prefix alone', () => {
  const state = deployerPolicy(place).Statement.find(({ Sid }) => Sid === 'State');
  expect(state?.Resource).toBe('arn:aws:s3:::acme-flowport-state/flowport/*');
});

test.each([
  [
    'arn:aws:kms:us-west-2:999988887777:key/4b1f',
    { Resource: 'arn:aws:kms:us-west-2:999988887777:key/4b1f', Condition: undefined },
  ],
  ['4b1f7a8e', { Resource: 'arn:aws:kms:us-west-2:111122223333:key/4b1f7a8e', Condition: undefined }],
  [
    'alias/flowport',
    {
      Resource: 'arn:aws:kms:us-west-2:111122223333:key/*',
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/flowport' } },
    },
  ],
])('the key %s of the state is allowed and no other', (kmsKeyId, expected) => {
  const statement = deployerPolicy({ ...place, kmsKeyId }).Statement.find(({ Sid }) => Sid === 'StateKey');
  expect({ Resource: statement?.Resource, Condition: statement?.Condition }).toEqual(expected);
});

test('the longest policy fits into a managed policy, which holds 6,144 characters', () => {
  const longest = deployerPolicy({
    account: '111122223333',
    region: 'ap-southeast-1',
    bucket: 'b'.repeat(63),
    bucketRegion: 'ap-southeast-1',
    workspaceKeyPrefix: 'p'.repeat(64),
    kmsKeyId: `arn:aws:kms:ap-southeast-1:111122223333:key/mrk-${'0'.repeat(32)}`,
  });
  expect(JSON.stringify(longest).length).toBeLessThan(6144);
});
