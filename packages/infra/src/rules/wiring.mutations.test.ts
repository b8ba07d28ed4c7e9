// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { connectionRules } from './connection.ts';
import { nameRules } from './names.ts';
import { orderRules } from './order.ts';
import { publishingRules } from './publishing.ts';
import { wiringRules } from './wiring.ts';

const argo = 'services/resource/helm_release/argo_workflows/values/0';

const wiring: Mistake[] = [
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
    'custom resources go before the controller that must let them go, and come after their definitions',
    'services/resource/kubernetes_namespace_v1/jobs/depends_on',
    undefined,
  ],
  [
    'the autoscaler is left alone with the number of nodes, within the bounds of the parameters',
    'cluster/resource/aws_eks_node_group/workers/lifecycle',
    undefined,
  ],
  [
    'a stack that sleeps has no node, and nothing brings one back',
    'cluster/resource/aws_eks_node_group/workers/taint',
    [{ key: 'flowport.dev/asleep', value: 'true', effect: 'NO_SCHEDULE' }],
  ],
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
  [
    'events arrive in every workspace: bus, source, event and account are those in the cluster',
    argo,
    (old: string) =>
      old.replace(
        'kind: "EventBus"\n    metadata:\n      name: "default"',
        'kind: "EventBus"\n    metadata:\n      name: "main"',
      ),
  ],
  [
    'events arrive in every workspace: bus, source, event and account are those in the cluster',
    'services/output/workspaces/value/0/events/event',
    'other',
  ],
  [
    'what Metaflow is told leads to Services that exist, and to schedules that this Argo knows',
    'services/resource/kubernetes_service_v1/metadata/metadata/name',
    'metaflow-service',
  ],
  [
    'what Metaflow is told leads to Services that exist, and to schedules that this Argo knows',
    'services/output/workspaces/value/0/namespace',
    'default',
  ],
  [
    'a destroy order exists: nothing waits for itself',
    'services/resource/helm_release/argo_events/depends_on',
    ['helm_release.argo_workflows'],
  ],
  [
    'custom resources go before the controller that must let them go, and come after their definitions',
    'services/resource/helm_release/argo_workflows/depends_on/0',
    'kubernetes_namespace_v1.metaflow',
  ],
  [
    'every target group is bound to one Service, and none without a load balancer',
    argo,
    (old: string) => old.replace('kind: "EventSource"', 'kind: "TargetGroupBinding"'),
  ],
  [
    'the load balancer controller knows its VPC and minds nothing but target groups',
    'services/resource/helm_release/aws_load_balancer_controller',
    { values: ['vpcId: "vpc-1"'] },
  ],
];

const publishedInput = exampleInput('standard', {
  parameters: { endpoint: publishedEndpoints['alb-cognito'], teams: ['alpha', 'beta'] },
});
const controller = 'services/resource/helm_release/aws_load_balancer_controller/values/0';

/** Behind a load balancer, for two teams. */
const published: Mistake[] = [
  [
    'every target group is bound to one Service, and none without a load balancer',
    argo,
    (old: string) => old.replace('port: 8083\n', 'port: 80\n'),
  ],
  [
    'every target group is bound to one Service, and none without a load balancer',
    argo,
    (old: string) => old.replace('aws_lb_target_group_ui_static_arn', 'aws_lb_target_group_metadata_arn'),
  ],
  [
    'the load balancer is let to the services behind it, by the network of the cluster too',
    'services/resource/kubernetes_network_policy_v1/ui_backend/spec/ingress/0/ports/0/port',
    '8080',
  ],
  [
    'the load balancer is let to the services behind it, by the network of the cluster too',
    'services/resource/kubernetes_network_policy_v1/argo_server/spec/pod_selector/match_labels/app.kubernetes.io~name',
    'argo-server',
  ],
  [
    'the load balancer controller knows its VPC and minds nothing but target groups',
    controller,
    (old: string) => old.replace(/vpcId: .*\n/, ''),
  ],
  [
    'the load balancer controller knows its VPC and minds nothing but target groups',
    controller,
    (old: string) => old.replace('enableServiceMutatorWebhook: false', 'enableServiceMutatorWebhook: true'),
  ],
  [
    'network policies are enforced, and the metadata service admits workflow namespaces only',
    'services/resource/kubernetes_network_policy_v1/metadata/spec/ingress/0/from/0',
    { namespace_selector: {} },
  ],
  [
    'custom resources go before the controller that must let them go, and come after their definitions',
    'services/resource/helm_release/argo_workflows/depends_on/1',
    'kubernetes_namespace_v1.metaflow',
  ],
  [
    'objects of a release come after their namespaces, and go before them',
    'services/resource/helm_release/argo_workflows/depends_on/2',
    'helm_release.argo_events',
  ],
  [
    'what Metaflow is told leads to Services that exist, and to schedules that this Argo knows',
    'cluster/output/endpoint/value',
    null,
  ],
];

testMistakes(
  [...publishingRules, ...connectionRules, ...wiringRules, ...orderRules, ...nameRules],
  [
    { documents: synthesize(exampleInput('gpu')), mistakes: wiring },
    { documents: synthesize(publishedInput), mistakes: published },
  ],
);
