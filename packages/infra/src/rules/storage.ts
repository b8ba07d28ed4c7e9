import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, type ViewedResource } from './stackView.ts';

/** The configuration resources of a bucket are separate, and point at it. */
function configurationOf(stack: StackView, bucket: ViewedResource, type: string): unknown {
  return stack.ofType(type).find(({ values }) => pick(values, 'bucket') === `\${${bucket.address}.id}`)?.values;
}

function everyBucket(guarantee: string, holds: (stack: StackView, bucket: ViewedResource) => boolean): Rule {
  return {
    guarantee,
    violations: (stack) =>
      allOf(
        stack.ofType('aws_s3_bucket'),
        (bucket) => holds(stack, bucket),
        ({ address }) => address,
      ),
  };
}

function everyDatabase(guarantee: string, holds: (stack: StackView, values: unknown) => boolean): Rule {
  return {
    guarantee,
    violations: (stack) =>
      allOf(
        stack.ofType('aws_db_instance'),
        ({ values }) => holds(stack, values),
        ({ address }) => address,
      ),
  };
}

export const storageRules: Rule[] = [
  everyBucket('every bucket is versioned', (stack, bucket) => {
    const versioning = configurationOf(stack, bucket, 'aws_s3_bucket_versioning');
    return pick(versioning, 'versioning_configuration', 'status') === 'Enabled';
  }),
  everyBucket('every bucket is encrypted with a key of the stack, by one data key at a time', (stack, bucket) => {
    const encryption = configurationOf(stack, bucket, 'aws_s3_bucket_server_side_encryption_configuration');
    const byDefault = pick(encryption, 'rule', 0, 'apply_server_side_encryption_by_default');
    return (
      pick(byDefault, 'sse_algorithm') === 'aws:kms' &&
      String(pick(byDefault, 'kms_master_key_id')).startsWith('${aws_kms_key.') &&
      pick(encryption, 'rule', 0, 'bucket_key_enabled') === true
    );
  }),
  everyBucket(
    'every bucket is private: no ACL, the owner enforced, public access blocked four times',
    (stack, bucket) => {
      const block = configurationOf(stack, bucket, 'aws_s3_bucket_public_access_block');
      const ownership = configurationOf(stack, bucket, 'aws_s3_bucket_ownership_controls');
      const blocks = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
      return (
        blocks.every((argument) => pick(block, argument) === true) &&
        pick(ownership, 'rule', 'object_ownership') === 'BucketOwnerEnforced' &&
        pick(bucket.values, 'acl') === undefined &&
        stack.ofType('aws_s3_bucket_acl').length === 0
      );
    },
  ),
  everyBucket('what is overwritten or never finished leaves a bucket some day', (stack, bucket) => {
    const lifecycle = configurationOf(stack, bucket, 'aws_s3_bucket_lifecycle_configuration');
    const rules = list(pick(lifecycle, 'rule')).filter((rule) => pick(rule, 'status') === 'Enabled');
    const days = (...path: (string | number)[]) => rules.some((rule) => Number(pick(rule, ...path)) > 0);
    return (
      days('abort_incomplete_multipart_upload', 0, 'days_after_initiation') &&
      days('noncurrent_version_expiration', 0, 'noncurrent_days') &&
      // Artifacts themselves stay.
      rules.every((rule) => pick(rule, 'expiration', 0, 'days') === undefined)
    );
  }),
  everyBucket('every bucket refuses what does not come by TLS', (stack, bucket) => {
    const policy = configurationOf(stack, bucket, 'aws_s3_bucket_policy');
    const statements = list(pick(JSON.parse(String(pick(policy, 'policy') ?? '{}')), 'Statement'));
    return statements.some(
      (statement) =>
        pick(statement, 'Effect') === 'Deny' &&
        pick(statement, 'Action') === 's3:*' &&
        pick(statement, 'Principal') === '*' &&
        list(pick(statement, 'Resource')).length === 2 &&
        pick(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
    );
  }),
  everyDatabase('every database is encrypted with a key of the stack and in no public network', (_stack, values) => {
    return (
      pick(values, 'storage_encrypted') === true &&
      String(pick(values, 'kms_key_id')).startsWith('${aws_kms_key.') &&
      pick(values, 'publicly_accessible') === false
    );
  }),
  everyDatabase('every database speaks TLS only', (stack, values) => {
    const group = stack
      .ofType('aws_db_parameter_group')
      .find(({ address }) => pick(values, 'parameter_group_name') === `\${${address}.name}`)?.values;
    return list(pick(group, 'parameter')).some(
      (parameter) => pick(parameter, 'name') === 'rds.force_ssl' && pick(parameter, 'value') === '1',
    );
  }),
  everyDatabase(
    'every database has backups and leaves a snapshot whose name no other life of it took',
    (stack, values) => {
      const snapshot = String(pick(values, 'final_snapshot_identifier'));
      return (
        Number(pick(values, 'backup_retention_period')) >= 1 &&
        pick(values, 'skip_final_snapshot') === false &&
        pick(values, 'delete_automated_backups') === false &&
        stack.ofType('random_id').some(({ address }) => snapshot.endsWith(`\${${address}.hex}`))
      );
    },
  ),
  everyDatabase('every database is of one major version and pays for no extended support', (_stack, values) => {
    return (
      /^\d+$/.test(String(pick(values, 'engine_version'))) &&
      pick(values, 'engine_lifecycle_support') === 'open-source-rds-extended-support-disabled'
    );
  }),
  {
    guarantee: 'every key rotates, and is deleted no sooner than its data could be missed',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_kms_key'),
        ({ values }) =>
          pick(values, 'enable_key_rotation') === true && Number(pick(values, 'deletion_window_in_days')) === 30,
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'every volume is encrypted',
    violations: (stack) => [
      ...allOf(
        stack.ofType('aws_launch_template'),
        ({ values }) => {
          const devices = list(pick(values, 'block_device_mappings'));
          return devices.length > 0 && devices.every((device) => pick(device, 'ebs', 'encrypted') === 'true');
        },
        ({ address }) => address,
      ),
      ...allOf(
        stack.ofType('kubernetes_storage_class_v1'),
        ({ values }) => pick(values, 'parameters', 'encrypted') === 'true',
        ({ address }) => address,
      ),
    ],
  },
  {
    guarantee: 'every log ends some day',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_cloudwatch_log_group'),
        ({ values }) => Number(pick(values, 'retention_in_days')) > 0,
        ({ address }) => address,
      ),
  },
];
