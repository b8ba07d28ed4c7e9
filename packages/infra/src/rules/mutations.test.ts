import { expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { breakAt } from '../testing/break.ts';
import { exampleInput } from '../testing/inputs.ts';
import { rules } from './index.ts';
import { viewStack } from './stackView.ts';

/** What a tired person or a careless change could do, and the rule that must say no: `[guarantee, path, value]`. */
const mistakes: [string, string, unknown][] = [
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
  [
    'network policies are enforced, and the metadata service admits workflow namespaces only',
    'cluster/resource/aws_eks_addon/vpc_cni/configuration_values',
    '{}',
  ],
  [
    'network policies are enforced, and the metadata service admits workflow namespaces only',
    'services/resource/kubernetes_network_policy_v1/metadata/spec/ingress/0/from/0/namespace_selector/match_labels/kubernetes.io~metadata.name',
    'default',
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
  // Workloads
  [
    'every image is pinned',
    'services/resource/kubernetes_deployment_v1/ui_static/spec/template/spec/container/0/image',
    'public.ecr.aws/outerbounds/metaflow_ui:latest',
  ],
  [
    'every image is pinned',
    'services/resource/helm_release/argo_events/values/0',
    (old: string) => old.replace('nats:2.10.10', 'nats:latest'),
  ],
  [
    'every chart is pinned, comes by HTTPS, and is waited for but neither forced nor rolled back',
    'services/resource/helm_release/argo_workflows/version',
    undefined,
  ],
  [
    'the three containers that talk to Postgres know all of it, TLS included, and the password by a secret',
    'services/resource/kubernetes_deployment_v1/metadata/spec/template/spec/init_container/0/env/4/value',
    'disable',
  ],
  [
    'every container says what it needs, cannot gain rights, and serving ones are probed',
    'services/resource/kubernetes_deployment_v1/ui_backend/spec/template/spec/container/0/liveness_probe',
    undefined,
  ],
  [
    'every Service finds pods, at a port that they name',
    'services/resource/kubernetes_service_v1/ui_static/spec/selector/app.kubernetes.io~name',
    'metadata-ui-static-service',
  ],
  [
    'every workload, disruption budget and network policy selects its own pods',
    'services/resource/kubernetes_network_policy_v1/metadata/spec/pod_selector/match_labels/app.kubernetes.io~name',
    'metadata',
  ],
  [
    'no disruption budget keeps a node from being drained',
    'services/resource/kubernetes_pod_disruption_budget_v1/metadata/spec/max_unavailable',
    '0',
  ],
  [
    'every Deployment runs as a service account of its own namespace',
    'services/resource/kubernetes_deployment_v1/metadata/spec/template/spec/service_account_name',
    'argo-workflow',
  ],
  [
    'the accounts that the charts are told to use exist',
    'services/resource/helm_release/cluster_autoscaler/values/0',
    (old: string) => old.replace('create: false', 'create: true'),
  ],
  [
    'Argo asks who you are, and keeps artifacts where the roles allow',
    'services/resource/helm_release/argo_workflows/values/0',
    (old: string) => old.replace('- "client"', '- "server"'),
  ],
  [
    'Argo asks who you are, and keeps artifacts where the roles allow',
    'services/resource/helm_release/argo_workflows/values/0',
    (old: string) => old.replace('argo-artifacts/{{', 'logs/{{'),
  ],
  [
    'GPU nodes have their taint, their image and the plugin that announces the GPUs',
    'services/resource/kubernetes_daemon_set_v1/nvidia_device_plugin/spec/template/spec/toleration',
    undefined,
  ],
  // Wiring
  [
    'everything that is referred to exists in the same layer',
    'foundation/resource/aws_internet_gateway/main',
    undefined,
  ],
  [
    'a layer reads earlier layers only, by outputs that they have, in its own workspace',
    'foundation/output/aws_kms_key_data_arn',
    undefined,
  ],
  [
    'a layer reads earlier layers only, by outputs that they have, in its own workspace',
    'services/data/terraform_remote_state/cluster/workspace',
    'default',
  ],
  ['every state is locked, encrypted and under its own key', 'cluster/terraform/backend/s3/use_lockfile', undefined],
  [
    'providers are pinned, hold no credentials and stop in the wrong account',
    'services/terraform/required_providers/helm/version',
    '>= 3.0',
  ],
  [
    'providers are pinned, hold no credentials and stop in the wrong account',
    'foundation/provider/aws/0/allowed_account_ids',
    undefined,
  ],
  [
    'the Kubernetes and Helm providers take a fresh token of the cluster in the form of their versions',
    'services/provider/helm/0/kubernetes',
    [],
  ],
  [
    'the Kubernetes and Helm providers take a fresh token of the cluster in the form of their versions',
    'services/provider/kubernetes/0/token',
    '${data.aws_eks_cluster_auth.main.token}',
  ],
  [
    'what is secret is marked so wherever a layer hands it on',
    'foundation/output/random_password_database_result/sensitive',
    undefined,
  ],
  [
    'what is secret is marked so wherever a layer hands it on',
    'services/resource/kubernetes_secret_v1/metadata_database/data/password',
    '${data.terraform_remote_state.foundation.outputs.random_password_database_result}',
  ],
  [
    'the outputs name Services and ports that exist',
    'services/resource/kubernetes_service_v1/metadata/spec/port/0/port',
    80,
  ],
  [
    'events arrive: bus, source, event and account of the outputs are those in the cluster',
    'services/resource/helm_release/argo_workflows/values/0',
    (old: string) =>
      old.replace(
        'kind: "EventBus"\n    metadata:\n      name: "default"',
        'kind: "EventBus"\n    metadata:\n      name: "main"',
      ),
  ],
  [
    'custom resources go before the controller that must let them go, and come after their definitions',
    'services/resource/kubernetes_namespace_v1/jobs/depends_on',
    undefined,
  ],
  [
    'the autoscaler is left alone with the number of nodes, within the bounds of the parameters',
    'cluster/resource/aws_eks_node_group/workers/lifecycle',
    undefined,
  ],
  // Names
  [
    'every name has a form and a length that AWS and Kubernetes take',
    'cluster/resource/aws_iam_role/task/name',
    `mf-${'a'.repeat(62)}`,
  ],
  [
    'names that AWS keeps once per account or in all of AWS do not collide between regions',
    'foundation/resource/aws_s3_bucket/datastore/bucket',
    'mf-fraud-models',
  ],
];

const documents = synthesize(exampleInput('gpu'));

test.each(mistakes)('%s: noticed when broken at %s', (guarantee, path, value) => {
  const rule = rules.find((candidate) => candidate.guarantee === guarantee);
  expect(rule?.violations(viewStack(documents))).toEqual([]);
  expect(rule?.violations(viewStack(breakAt(documents, path, value)))).not.toEqual([]);
});

test('every rule is broken at least once', () => {
  const broken = new Set(mistakes.map(([guarantee]) => guarantee));
  expect(rules.map(({ guarantee }) => guarantee).filter((guarantee) => !broken.has(guarantee))).toEqual([]);
});
