import type { ParameterOverrides } from '@flowport/domain';
import type { Account } from './account.ts';

/** Something that AWS refuses, and what is to be read of it. */
export type Fault = {
  what: string;
  slug: string;
  parameters?: ParameterOverrides;
  /** Switched on before the request. */
  before?: (aws: Account) => Promise<void>;
  /** Switched on during the apply, when the account has been asked already. */
  during?: (aws: Account) => Promise<void>;
  /** AWS's code, or the title of the check. */
  says: string;
  remedy: RegExp;
};

const suffix = '111122223333-us-west-2';
const login = 'https://login.example.com';
const zoneId = 'Z0FLOWPORTSANDBOX';
const certificate = (name: string) => `arn:aws:acm:us-west-2:111122223333:certificate/${name}`;
const secret = (name: string) => `arn:aws:secretsmanager:us-west-2:111122223333:secret:${name}`;
const cognito = (slug: string, more: ParameterOverrides['endpoint'] = {}): ParameterOverrides => ({
  endpoint: { mode: 'alb-cognito', domain: `${slug}.metaflow.example.com`, zoneId, ...more },
});
const oidc = (slug: string, clientSecretArn: string): ParameterOverrides => ({
  endpoint: {
    mode: 'alb-oidc',
    domain: `${slug}.metaflow.example.com`,
    zoneId,
    oidc: {
      issuer: login,
      authorizationEndpoint: `${login}/authorize`,
      tokenEndpoint: `${login}/token`,
      userInfoEndpoint: `${login}/me`,
      jwksUri: `${login}/keys`,
      clientId: 'metaflow',
      clientSecretArn,
    },
  },
});

const takenName = /Choose another name for the stack/;
/** What the questions before an apply find. */
export const faultsBefore: Fault[] = [
  {
    what: 'the bucket’s name is taken',
    slug: 'bucket',
    before: (aws) => aws.make('aws_s3_bucket', `mf-bucket-${suffix}`),
    says: 'Names',
    remedy: takenName,
  },
  {
    what: 'the database’s name is taken',
    slug: 'database',
    before: (aws) => aws.make('aws_db_instance', 'db-OTHER', { identifier: 'mf-database' }),
    says: 'Names',
    remedy: takenName,
  },
  {
    what: 'the cluster’s name is taken',
    slug: 'cluster',
    before: (aws) => aws.make('aws_eks_cluster', 'mf-cluster', { name: 'mf-cluster' }),
    says: 'Names',
    remedy: takenName,
  },
  {
    what: 'a role’s name is taken',
    slug: 'role',
    before: (aws) => aws.make('aws_iam_role', 'mf-role-usw2-cluster', { name: 'mf-role-usw2-cluster' }),
    says: 'Names',
    remedy: takenName,
  },
  {
    what: 'the certificate is not issued',
    slug: 'pending',
    parameters: cognito('pending', { certificateArn: certificate('pending') }),
    before: (aws) =>
      aws.make('aws_acm_certificate', certificate('pending'), {
        domain_name: '*.pending.metaflow.example.com',
        subject_alternative_names: ['*.pending.metaflow.example.com'],
        status: 'PENDING_VALIDATION',
      }),
    says: 'Certificate of the load balancer',
    remedy: /wait until the certificate is issued/,
  },
  {
    what: 'there is no such hosted zone',
    slug: 'zone',
    parameters: cognito('zone', { zoneId: 'Z0NOSUCHZONE' }),
    says: 'Hosted zone of the domain',
    remedy: /Correct the id of the zone/,
  },
  {
    what: 'there is no such secret',
    slug: 'nosecret',
    parameters: oidc('nosecret', secret('flowport/none-AbCdEf')),
    says: 'Secret of the identity provider’s client',
    remedy: /Put the client secret into Secrets Manager/,
  },
  {
    what: 'a person’s role does not exist',
    slug: 'people',
    parameters: { cluster: { userPrincipals: ['arn:aws:iam::111122223333:role/nobody'] } },
    says: 'People’s IAM roles',
    remedy: /orrect|Create|Remove/,
  },
];

/** What they do not ask for, or what comes after them. */
export const faultsMeanwhile: Fault[] = [
  {
    what: 'the database’s name was taken since',
    slug: 'database2',
    during: (aws) => aws.make('aws_db_instance', 'db-OTHER2', { identifier: 'mf-database2' }),
    says: 'DBInstanceAlreadyExists',
    remedy: /name is taken/,
  },
  {
    what: 'the cluster’s name was taken since',
    slug: 'cluster2',
    during: (aws) => aws.make('aws_eks_cluster', 'mf-cluster2', { name: 'mf-cluster2' }),
    says: 'ResourceInUseException',
    remedy: /has a cluster of this name/,
  },
  {
    what: 'a role’s name was taken since',
    slug: 'role2',
    during: (aws) => aws.make('aws_iam_role', 'mf-role2-usw2-cluster', { name: 'mf-role2-usw2-cluster' }),
    says: 'EntityAlreadyExists',
    remedy: /name is taken/,
  },
  {
    what: 'a log group of an earlier cluster is left',
    slug: 'logs',
    before: (aws) =>
      aws.make('aws_cloudwatch_log_group', '/aws/eks/mf-logs/cluster', { name: '/aws/eks/mf-logs/cluster' }),
    says: 'ResourceAlreadyExistsException',
    remedy: /name is taken/,
  },
  {
    what: 'the domain of the sign-in is taken',
    slug: 'signin',
    parameters: cognito('signin'),
    before: (aws) => aws.make('aws_cognito_user_pool_domain', 'mf-signin-111122223333'),
    says: 'InvalidParameterException',
    remedy: /sign-in domain is taken/,
  },
  {
    what: 'the certificate was revoked since',
    slug: 'revoked',
    parameters: cognito('revoked', { certificateArn: certificate('revoked') }),
    before: (aws) =>
      aws.make('aws_acm_certificate', certificate('revoked'), {
        domain_name: '*.revoked.metaflow.example.com',
        subject_alternative_names: ['*.revoked.metaflow.example.com'],
        status: 'ISSUED',
      }),
    during: (aws) => aws.change('aws_acm_certificate', certificate('revoked'), { status: 'REVOKED' }),
    says: 'UnsupportedCertificate',
    remedy: /look at it in ACM/,
  },
  {
    what: 'the stack’s key is about to be deleted',
    slug: 'key',
    during: (aws) => aws.scheduleKeyDeletion('alias/mf-key'),
    says: 'KMSKeyNotAccessibleFault',
    remedy: /cancel its deletion/,
  },
];
