import { synthesize } from '../metaflowEks.ts';
import { exampleInput } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { identityRules } from './identity.ts';
import { networkRules } from './network.ts';
import { storageRules } from './storage.ts';

const mistakes: Mistake[] = [
  // Storage
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
  // Network
  [
    'subnets lie in the VPC, apart from each other, in two zones or more',
    'foundation/resource/aws_subnet/public_1/cidr_block',
    '10.20.0.0/20',
  ],
  [
    'nodes and pods leave through NAT alone, the database not at all',
    'foundation/resource/aws_route_table_association/database_1/route_table_id',
    '${aws_route_table.public.id}',
  ],
  [
    'nodes and databases stand in the subnets made for them',
    'cluster/resource/aws_eks_cluster/main/vpc_config/subnet_ids/0',
    '${data.terraform_remote_state.foundation.outputs.vpc_id}',
  ],
  [
    'artifacts reach S3 without NAT, from every private subnet',
    'foundation/resource/aws_vpc_endpoint/s3/route_table_ids/1',
    '${aws_route_table.public.id}',
  ],
  [
    'the database is reached from the cluster and from nowhere else',
    'cluster/resource/aws_vpc_security_group_ingress_rule/database_from_cluster/cidr_ipv4',
    '0.0.0.0/0',
  ],
  [
    'nothing is exposed: Services are for the cluster, and the default security group is empty',
    'services/resource/kubernetes_service_v1/metadata/spec/type',
    'LoadBalancer',
  ],
  // Identity
  [
    'no policy allows an action by a wildcard',
    'cluster/resource/aws_iam_role_policy/task/policy',
    (old: string) => old.replace('s3:GetObject', 's3:*'),
  ],
  [
    'no policy allows anything on every resource, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/ui_backend/policy',
    (old: string) => old.replace(/"Resource":"[^"]*\/\*"/, '"Resource":"*"'),
  ],
  [
    'no policy allows anything on every resource, but where AWS knows nothing narrower',
    'cluster/resource/aws_iam_role_policy/cluster_autoscaler/policy',
    (old: string) => old.replace('aws:ResourceTag/kubernetes.io/cluster/', 'aws:ResourceTag/'),
  ],
  [
    'a key is used through S3 only',
    'cluster/resource/aws_iam_role_policy/task/policy',
    (old: string) => old.replace('kms:ViaService', 'kms:Other'),
  ],
  [
    'a role for pods trusts one service account, by equality of audience and subject',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('argo-workflow', '*'),
  ],
  [
    'a role for pods trusts one service account, by equality of audience and subject',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('StringEquals', 'StringLike'),
  ],
  [
    'a role for pods trusts one service account, by equality of audience and subject',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace(':aud"', ':other"'),
  ],
  [
    'every role for pods is claimed by exactly the service account that it trusts, in a namespace that exists',
    'cluster/resource/aws_iam_role/task/assume_role_policy',
    (old: string) => old.replace('metaflow-jobs', 'default'),
  ],
  [
    'every service account that claims a role is trusted by it',
    'services/resource/kubernetes_service_account_v1/ui/metadata/annotations/eks.amazonaws.com~role-arn',
    '${data.terraform_remote_state.cluster.outputs.aws_iam_role_task_arn}',
  ],
  [
    'the connection pack lists every role for pods as it is',
    'cluster/output/identities/value/0/service_account',
    'default',
  ],
  [
    'a node has no rights but to join and to pull images',
    'cluster/resource/aws_iam_role_policy_attachment/node_worker/policy_arn',
    'arn:aws:iam::aws:policy/AmazonS3FullAccess',
  ],
  [
    'no pod reaches the credentials of its node: tokens required, one hop',
    'cluster/resource/aws_launch_template/system/metadata_options/http_put_response_hop_limit',
    2,
  ],
];

testMistakes(
  [...storageRules, ...networkRules, ...identityRules],
  [{ documents: synthesize(exampleInput('gpu')), mistakes }],
);
