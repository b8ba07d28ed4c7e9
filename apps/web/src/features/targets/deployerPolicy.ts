import type { PolicyDocument, Statement } from './policy.ts';

export type PlaceOfTarget = {
  account: string;
  region: string;
  bucket: string;
  bucketRegion: string;
  workspaceKeyPrefix: string;
  kmsKeyId: string | null;
};

/**
 * What the deployer role has to be allowed, so that Terraform can create, read, change and delete everything that a stack
 * consists of (`deployerPolicy.test.ts` holds it against every resource type of the blueprint). It is bound to the
 * target's region and to the names that stacks give: `mf-…`. It can create roles, so who has it can get more: it belongs
 * into an account that holds nothing else.
 */
export function deployerPolicy(place: PlaceOfTarget): PolicyDocument {
  return { Version: '2012-10-17', Statement: [...stateAccess(place), ...stackAccess(place)] };
}

/** The state, its lock and the saved plans: they lie under one prefix. */
function stateAccess(place: PlaceOfTarget): Statement[] {
  const bucketArn = `arn:aws:s3:::${place.bucket}`;
  const statements: Statement[] = [
    { Sid: 'StateBucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
    {
      Sid: 'State',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${bucketArn}/${place.workspaceKeyPrefix}/*`,
    },
  ];
  return place.kmsKeyId === null ? statements : [...statements, stateKeyAccess(place, place.kmsKeyId)];
}

/** S3 takes a key's ARN, its bare id or an alias; a policy names keys by ARN, and aliases only in a condition. */
function stateKeyAccess({ account, bucketRegion }: PlaceOfTarget, keyId: string): Statement {
  const keys = `arn:aws:kms:${bucketRegion}:${account}:key/`;
  const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  const key = keyId.startsWith('arn:') ? keyId : `${keys}${keyId}`;
  return {
    Sid: 'StateKey',
    Effect: 'Allow',
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: alias === undefined ? key : `${keys}*`,
    ...(alias === undefined ? {} : { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } } }),
  };
}

function stackAccess({ account, region }: PlaceOfTarget): Statement[] {
  const iam = `arn:aws:iam::${account}`;
  const buckets = `arn:aws:s3:::mf-*-${account}-${region}`;
  const secrets = `arn:aws:secretsmanager:${region}:${account}:secret`;
  return [
    {
      Sid: 'Region',
      Effect: 'Allow',
      Action: [...network, ...compute, ...database, ...keysAndLogs, ...publishing],
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': region } },
    },
    { Sid: 'Datastores', Effect: 'Allow', Action: 's3:*', Resource: [buckets, `${buckets}/*`] },
    {
      Sid: 'Secrets',
      Effect: 'Allow',
      Action: 'secretsmanager:*',
      Resource: `${secrets}:mf-*`,
    },
    {
      // Of the client at an identity provider: made by hand, and named so that it is within reach.
      Sid: 'ClientSecrets',
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: `${secrets}:flowport/*`,
    },
    {
      // Route 53 knows no region. The zone is the one that a request names.
      Sid: 'HostNames',
      Effect: 'Allow',
      Action: ['route53:Get*', 'route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      Resource: ['arn:aws:route53:::hostedzone/*', 'arn:aws:route53:::change/*'],
    },
    {
      // What a preflight asks of IAM, which knows no region either: people's roles, and how many of each there are.
      Sid: 'Preflight',
      Effect: 'Allow',
      Action: ['iam:GetRole', 'iam:GetUser', 'iam:GetAccountSummary', 'iam:ListOpenIDConnectProviders'],
      Resource: '*',
    },
    {
      // By their tags is found again what a Terraform that was killed had begun; IAM's are kept in another region.
      Sid: 'Recovery',
      Effect: 'Allow',
      Action: 'tag:GetResources',
      Resource: '*',
    },
    { Sid: 'Roles', Effect: 'Allow', Action: roles, Resource: `${iam}:role/mf-*` },
    {
      Sid: 'PassRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `${iam}:role/mf-*`,
      Condition: { StringEquals: { 'iam:PassedToService': rolesPassedTo } },
    },
    {
      Sid: 'ClusterIssuers',
      Effect: 'Allow',
      Action: 'iam:*OpenIDConnectProvider*',
      Resource: `${iam}:oidc-provider/oidc*eks*`,
    },
    {
      // AWS makes these once per account, in the name of whoever is the first to need them.
      Sid: 'ServiceLinkedRoles',
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: `${iam}:role/aws-service-role/*`,
      Condition: { StringEquals: { 'iam:AWSServiceName': serviceLinked } },
    },
  ];
}

const network = [
  'ec2:Describe*',
  'ec2:*Vpc',
  'ec2:*VpcAttribute',
  'ec2:*VpcEndpoint*',
  'ec2:*Subnet*',
  'ec2:*InternetGateway',
  'ec2:*NatGateway*',
  'ec2:*Address*',
  'ec2:*Route*',
  'ec2:*SecurityGroup*',
  'ec2:*NetworkInterface*',
  'ec2:*Tags',
  'ec2:*FlowLogs',
];

/** EKS checks with the caller's permissions whether the launch template of a node group could be run. */
const compute = [
  'ec2:*LaunchTemplate*',
  'ec2:RunInstances',
  'eks:*',
  'autoscaling:Describe*',
  'autoscaling:CreateOrUpdateTags',
  'autoscaling:DeleteTags',
];

/** A deleted database leaves a last snapshot. */
const database = [
  'rds:Describe*',
  'rds:*DBInstance',
  'rds:*DBSubnetGroup',
  'rds:*DBParameterGroup',
  'rds:CreateDBSnapshot',
  'rds:*Resource',
];

const keysAndLogs = [
  'kms:CreateKey',
  'kms:Describe*',
  'kms:Get*',
  'kms:List*',
  'kms:PutKeyPolicy',
  'kms:*KeyRotation',
  'kms:*KeyDeletion',
  'kms:UpdateKeyDescription',
  'kms:*Alias',
  'kms:CreateGrant',
  'kms:*Resource',
  'logs:*LogGroup*',
  'logs:*RetentionPolicy',
  'logs:*Resource',
];

/** A load balancer with its certificate and its user pool, and how much of everything the account may have. */
const publishing = [
  'elasticloadbalancing:*',
  'acm:RequestCertificate',
  'acm:DescribeCertificate',
  'acm:DeleteCertificate',
  'acm:*Tags*Certificate',
  'cognito-idp:*UserPool*',
  'cognito-idp:*ResourceServer*',
  'cognito-idp:*Resource',
  'servicequotas:Get*',
];

const roles = [
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:GetRole',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
  'iam:*RolePolicy',
  'iam:List*',
  'iam:TagRole',
  'iam:UntagRole',
];

const rolesPassedTo = [
  'eks.amazonaws.com',
  'pods.eks.amazonaws.com',
  'ec2.amazonaws.com',
  'vpc-flow-logs.amazonaws.com',
];

const serviceLinked = [
  'eks.amazonaws.com',
  'eks-nodegroup.amazonaws.com',
  'autoscaling.amazonaws.com',
  'rds.amazonaws.com',
  'elasticloadbalancing.amazonaws.com',
  'spot.amazonaws.com',
];
