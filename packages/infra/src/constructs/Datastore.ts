import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import type { StackParameters } from '@flowport/domain';
import { Construct } from 'constructs';
import type { DataProtection } from '../input.ts';
import { tlsOnlyBucketPolicy } from '../policies/datastore.ts';

export type DatastoreProps = {
  bucketName: string;
  keyAlias: string;
  /** `aws`, or another partition's name; may be a reference. */
  partition: string;
  parameters: StackParameters['datastore'];
  data: DataProtection;
};

/**
 * The bucket which holds artifacts, cards and logs of all runs, and the key which encrypts it and the database. The bucket
 * carries no ACL: new buckets enforce their owner, and AWS refuses ACLs on them.
 */
export class Datastore extends Construct {
  readonly key: KmsKey;
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: DatastoreProps) {
    super(scope, id);
    this.key = new KmsKey(this, 'aws_kms_key.data', {
      description: `Artifacts and metadata of ${props.keyAlias.replace('alias/', '')}`,
      enableKeyRotation: true,
      // The longest that AWS offers: snapshots and retained buckets are unreadable once the key is gone.
      deletionWindowInDays: 30,
    });
    new KmsAlias(this, 'aws_kms_alias.data', { name: props.keyAlias, targetKeyId: this.key.keyId });
    this.bucket = new S3Bucket(this, 'aws_s3_bucket.datastore', {
      bucket: props.bucketName,
      forceDestroy: props.parameters.forceDestroy || props.data === 'purge-release',
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, 'aws_s3_bucket_versioning.datastore', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(
      this,
      'aws_s3_bucket_server_side_encryption_configuration.datastore',
      {
        bucket,
        rule: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.key.arn },
            // One data key per bucket and hour instead of one per object: a flow with a million artifacts would pay KMS each time.
            bucketKeyEnabled: true,
          },
        ],
      },
    );
    new S3BucketOwnershipControls(this, 'aws_s3_bucket_ownership_controls.datastore', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const accessBlock = new S3BucketPublicAccessBlock(this, 'aws_s3_bucket_public_access_block.datastore', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketLifecycleConfiguration(this, 'aws_s3_bucket_lifecycle_configuration.datastore', {
      bucket,
      rule: [
        {
          id: 'unfinished-uploads',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.parameters.noncurrentDays }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'aws_s3_bucket_policy.datastore', {
      bucket,
      policy: tlsOnlyBucketPolicy(`arn:${props.partition}:s3:::${this.bucket.bucket}`),
      // S3 judges a policy by the block that is in force; both at once end in a conflicting operation.
      dependsOn: [accessBlock],
    });
  }
}

/**
 * Where the bucket and its key are in the foundation: what a destroy which keeps the artifacts has to make Terraform
 * forget. The key goes with the bucket, as nobody could read it without, and so does the key's name.
 */
export const dataAddresses: readonly string[] = [
  'aws_kms_key.data',
  'aws_kms_alias.data',
  'aws_s3_bucket.datastore',
  'aws_s3_bucket_versioning.datastore',
  'aws_s3_bucket_server_side_encryption_configuration.datastore',
  'aws_s3_bucket_ownership_controls.datastore',
  'aws_s3_bucket_public_access_block.datastore',
  'aws_s3_bucket_lifecycle_configuration.datastore',
  'aws_s3_bucket_policy.datastore',
];
