import { synthesize } from '../metaflowEks.ts';
import { exampleInput } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { storageRules } from './storage.ts';

const mistakes: Mistake[] = [
  [
    'what is overwritten or never finished leaves a bucket some day',
    'foundation/resource/aws_s3_bucket_lifecycle_configuration/datastore/rule/1/status',
    'Disabled',
  ],
  [
    'what is overwritten or never finished leaves a bucket some day',
    'foundation/resource/aws_s3_bucket_lifecycle_configuration/datastore/rule/1/expiration',
    [{ days: 30 }],
  ],
  [
    'every bucket is versioned',
    'foundation/resource/aws_s3_bucket_versioning/datastore/versioning_configuration/status',
    'Suspended',
  ],
  [
    'every bucket is encrypted with a key of the stack, by one data key at a time',
    'foundation/resource/aws_s3_bucket_server_side_encryption_configuration/datastore/rule/0/apply_server_side_encryption_by_default/sse_algorithm',
    'AES256',
  ],
  [
    'every bucket is private: no ACL, the owner enforced, public access blocked four times',
    'foundation/resource/aws_s3_bucket_public_access_block/datastore/block_public_policy',
    false,
  ],
  [
    'every bucket is private: no ACL, the owner enforced, public access blocked four times',
    'foundation/resource/aws_s3_bucket/datastore/acl',
    'private',
  ],
  [
    'every bucket refuses what does not come by TLS',
    'foundation/resource/aws_s3_bucket_policy/datastore/policy',
    (old: string) => old.replaceAll('aws:SecureTransport', 'aws:Nothing'),
  ],
  [
    'every database is encrypted with a key of the stack and in no public network',
    'foundation/resource/aws_db_instance/metadata/publicly_accessible',
    true,
  ],
  ['every database speaks TLS only', 'foundation/resource/aws_db_parameter_group/metadata/parameter/0/value', '0'],
  [
    'every database has backups and leaves a snapshot whose name no other life of it took',
    'foundation/resource/aws_db_instance/metadata/final_snapshot_identifier',
    'mf-final',
  ],
  [
    'every database is of one major version and pays for no extended support',
    'foundation/resource/aws_db_instance/metadata/engine_version',
    '16.1',
  ],
  [
    'every key rotates, and is deleted no sooner than its data could be missed',
    'foundation/resource/aws_kms_key/data/enable_key_rotation',
    undefined,
  ],
  [
    'every volume is encrypted',
    'cluster/resource/aws_launch_template/gpu/block_device_mappings/0/ebs/encrypted',
    undefined,
  ],
  ['every volume is encrypted', 'services/resource/kubernetes_storage_class_v1/gp3/parameters/encrypted', 'false'],
  ['every log ends some day', 'cluster/resource/aws_cloudwatch_log_group/cluster/retention_in_days', undefined],
  [
    'every database has backups and leaves a snapshot whose name no other life of it took',
    'foundation/resource/aws_db_instance/metadata/delete_automated_backups',
    true,
  ],
];

testMistakes(storageRules, [{ documents: synthesize(exampleInput('gpu')), mistakes }]);
