import type { StackOutputs, WorkspaceOutput } from './outputs.ts';

/**
 * What the people of a workspace need of IAM: to find the cluster, and their own prefix of the bucket with its key. What
 * they may do in the cluster is decided there, by their access entry.
 */
export function userPolicy({ foundation, cluster }: StackOutputs, workspace: WorkspaceOutput) {
  const { account_id: account, region, datastore_bucket: bucket, datastore_kms_key_arn: keyArn } = foundation;
  // The partition (aws, aws-cn, aws-us-gov) is the one that the key lies in.
  const partition = keyArn.split(':')[1] ?? 'aws';
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const prefix = workspace.datastore_prefix;
  const secrets = [cluster.endpoint?.metadata_key_secret_arn, cluster.endpoint?.machine_client?.secret_arn].filter(
    (arn): arn is string => typeof arn === 'string',
  );
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FindTheCluster',
        Effect: 'Allow',
        Action: ['eks:DescribeCluster'],
        Resource: [`arn:${partition}:eks:${region}:${account}:cluster/${cluster.cluster_name}`],
      },
      {
        Sid: 'ListArtifacts',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: [bucketArn],
        // Not the bare prefix: `metaflow/a` would also list what belongs to team `ab`.
        Condition: { StringLike: { 's3:prefix': [`${prefix}/*`] } },
      },
      {
        Sid: 'ReadAndWriteArtifacts',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        Resource: [`${bucketArn}/${prefix}/*`],
      },
      {
        Sid: 'UseTheKeyThroughS3',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: [keyArn],
        Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
      },
      ...(secrets.length === 0
        ? []
        : [
            {
              Sid: 'SignInPrograms',
              Effect: 'Allow',
              Action: ['secretsmanager:GetSecretValue'],
              Resource: secrets,
            },
          ]),
    ],
  };
}
