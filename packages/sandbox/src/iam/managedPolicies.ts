/**
 * AWS's own managed policies, as far as they say something about what the sandbox judges (S3, STS, KMS, IAM reads).
 * Every other `arn:aws:iam::aws:policy/…` exists and may be attached, and grants nothing here.
 */
const allow = (actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

const DOCUMENTS: Readonly<Record<string, string>> = {
  AdministratorAccess: allow(['*']),
  PowerUserAccess: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }],
  }),
  ReadOnlyAccess: allow([
    's3:Get*',
    's3:List*',
    'iam:Get*',
    'iam:List*',
    'sts:GetCallerIdentity',
    'eks:Describe*',
    'eks:List*',
  ]),
  ViewOnlyAccess: allow(['s3:ListAllMyBuckets', 's3:ListBucket', 'iam:List*', 'eks:ListClusters']),
  AmazonS3FullAccess: allow(['s3:*', 's3-object-lambda:*']),
  AmazonS3ReadOnlyAccess: allow([
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ]),
  IAMFullAccess: allow(['iam:*']),
  IAMReadOnlyAccess: allow(['iam:Get*', 'iam:List*', 'iam:Simulate*']),
};

/** The document of an AWS managed policy (one without statements of effect when we do not know it); undefined for other ARNs. */
export function managedPolicyDocument(arn: string): string | undefined {
  if (!arn.startsWith('arn:aws:iam::aws:policy/')) return undefined;
  return DOCUMENTS[arn.slice(arn.lastIndexOf('/') + 1)] ?? allow(['sandbox:Nothing']);
}
