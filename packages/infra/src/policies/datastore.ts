import type { Workspace } from '../identities.ts';
import { argoArtifacts } from '../naming.ts';
import { policyDocument, type Statement } from './policy.ts';

/** Refuses everyone, the account's own administrators included, who does not come by TLS 1.2 or later. */
export function tlsOnlyBucketPolicy(bucketArn: string): string {
  const everything = { Principal: '*', Action: 's3:*', Resource: [bucketArn, `${bucketArn}/*`] };
  return policyDocument(
    {
      Sid: 'DenyPlainText',
      Effect: 'Deny',
      ...everything,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'DenyOldTls',
      Effect: 'Deny',
      ...everything,
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  );
}

export type DatastoreAccess = { bucketArn: string; keyArn: string; region: string };

/**
 * Metaflow's S3 client heads, gets and puts in parts. It never deletes; `DeleteObject` is for flows which clean up after
 * themselves, and the bucket is versioned.
 */
const objectActions = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

/** What a task needs where all flows share the bucket. */
export function taskPolicy({ bucketArn, keyArn, region }: DatastoreAccess): string {
  return policyDocument(
    { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: bucketArn },
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: objectActions,
      Resource: ['metaflow', 'data', argoArtifacts.prefix].map((prefix) => `${bucketArn}/${prefix}/*`),
    },
    keyThroughS3({ keyArn, region }, ['kms:Decrypt', 'kms:GenerateDataKey']),
  );
}

/**
 * What a task of one team needs: its own artifacts, and the logs that Argo archives of its namespace. `GetBucketLocation`
 * tells nothing of anybody's keys, and a condition on the prefix would refuse it.
 */
export function teamTaskPolicy(
  { bucketArn, keyArn, region }: DatastoreAccess,
  workspace: Pick<Workspace, 'namespace' | 'datastorePrefix'>,
): string {
  const prefixes = [workspace.datastorePrefix, `${argoArtifacts.prefix}/${workspace.namespace}`];
  return policyDocument(
    { Sid: 'Locate', Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: bucketArn },
    {
      Sid: 'List',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucketArn,
      // Never without the slash: the prefix `metaflow/a` would list what belongs to the team `ab`.
      Condition: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}/*`) } },
    },
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: objectActions,
      Resource: prefixes.map((prefix) => `${bucketArn}/${prefix}/*`),
    },
    keyThroughS3({ keyArn, region }, ['kms:Decrypt', 'kms:GenerateDataKey']),
  );
}

/** Reads everything that the UI shows, and writes nothing. */
export function uiPolicy({ bucketArn, keyArn, region }: DatastoreAccess): string {
  return policyDocument(
    { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: bucketArn },
    { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource: `${bucketArn}/*` },
    keyThroughS3({ keyArn, region }, ['kms:Decrypt']),
  );
}

/** Argo's server shows the artifacts and archived logs of workflows, which lie under a prefix of their own. */
export function argoServerPolicy({ bucketArn, keyArn, region }: DatastoreAccess): string {
  return policyDocument(
    {
      Sid: 'List',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucketArn,
      Condition: { StringLike: { 's3:prefix': [`${argoArtifacts.prefix}/*`] } },
    },
    { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource: `${bucketArn}/${argoArtifacts.prefix}/*` },
    keyThroughS3({ keyArn, region }, ['kms:Decrypt']),
  );
}

function keyThroughS3({ keyArn, region }: Pick<DatastoreAccess, 'keyArn' | 'region'>, actions: string[]): Statement {
  return {
    Sid: 'Key',
    Effect: 'Allow',
    Action: actions,
    Resource: keyArn,
    Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
  };
}
