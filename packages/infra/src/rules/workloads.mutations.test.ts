import { synthesize } from '../metaflowEks.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { argoRules } from './argo.ts';
import { workloadRules } from './workloads.ts';
import { workspaceRules } from './workspaces.ts';

const argo = 'services/resource/helm_release/argo_workflows/values/0';

const workloads: Mistake[] = [
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
    'GPU nodes have their taint, their image and the plugin that announces the GPUs',
    'services/resource/kubernetes_daemon_set_v1/nvidia_device_plugin/spec/template/spec/toleration',
    undefined,
  ],
  [
    'no pod is privileged or sees its host, but where the list says why',
    'services/resource/kubernetes_daemon_set_v1/nvidia_device_plugin/spec/template/spec/volume/0/host_path/path',
    '/',
  ],
  [
    'no pod is privileged or sees its host, but where the list says why',
    'services/resource/kubernetes_deployment_v1/ui_static/spec/template/spec/host_network',
    true,
  ],
  [
    'a browser finds the backend where the UI says, and no other page may read it',
    'services/resource/kubernetes_deployment_v1/ui_static/spec/template/spec/container/0/env/0/value',
    'http://localhost:8083/api/',
  ],
];

/** Spot nodes, and finished workflows in Postgres. */
const large: Mistake[] = [
  [
    'what must not be interrupted keeps off spot nodes',
    'services/resource/kubernetes_deployment_v1/metadata/spec/template/spec/affinity',
    undefined,
  ],
  [
    'what must not be interrupted keeps off spot nodes',
    argo,
    (old: string) =>
      old.replace('key: "eks.amazonaws.com/capacityType"\n', 'key: "any"\n').replace('- "SPOT"', '- "GPU"'),
  ],
  [
    'archived workflows reach Postgres by TLS, with a password out of a secret that Argo alone has',
    argo,
    (old: string) => old.replace('sslMode: "require"', 'sslMode: "disable"'),
  ],
  [
    'archived workflows reach Postgres by TLS, with a password out of a secret that Argo alone has',
    'services/resource/kubernetes_secret_v1/argo_archive/data/username',
    undefined,
  ],
];

const workspaces: Mistake[] = [
  [
    'every team has a workspace of its own, and without teams there is one for all',
    'services/output/workspaces/value/1/datastore_prefix',
    'metaflow/alpha',
  ],
  [
    'every team has a workspace of its own, and without teams there is one for all',
    'services/output/workspaces/value/1/datastore_prefix',
    'metaflow',
  ],
  [
    'every team has a workspace of its own, and without teams there is one for all',
    'services/resource/kubernetes_namespace_v1/team_beta/metadata/name',
    'default',
  ],
  [
    'every namespace enforces a pod security standard',
    'services/resource/kubernetes_namespace_v1/team_alpha/metadata/labels/pod-security.kubernetes.io~enforce',
    'privileged',
  ],
  [
    'every workspace has a quota that a step fits in, opens no load balancer, and no limit by default',
    'services/resource/kubernetes_resource_quota_v1/team_beta',
    undefined,
  ],
  [
    'every workspace has a quota that a step fits in, opens no load balancer, and no limit by default',
    'services/resource/kubernetes_limit_range_v1/team_alpha/spec/limit/0/default',
    { memory: '512Mi' },
  ],
  [
    'no role allows everything of anything, nor any secret but by its name',
    'services/resource/kubernetes_role_v1/team_alpha_events/rule/0/verbs/0',
    '*',
  ],
  [
    'no role allows everything of anything, nor any secret but by its name',
    'services/resource/kubernetes_cluster_role_v1/argo_server/rule/0/resources/0',
    'secrets',
  ],
  [
    'steps and events may do in Kubernetes what they must, in their own namespace only',
    'services/resource/kubernetes_role_v1/team_alpha_task/rule/0/verbs/0',
    'delete',
  ],
  [
    'steps and events may do in Kubernetes what they must, in their own namespace only',
    'services/resource/kubernetes_role_binding_v1/team_beta_task/subject/0/namespace',
    'mf-alpha',
  ],
  [
    'an account has a token for the Kubernetes API exactly when it has something to do there',
    'services/resource/kubernetes_service_account_v1/ui/automount_service_account_token',
    true,
  ],
  [
    'an account has a token for the Kubernetes API exactly when it has something to do there',
    'services/resource/kubernetes_role_binding_v1/team_alpha_events/subject/0/name',
    'default',
  ],
  [
    'a pod of a workspace that names no account has no token',
    'services/resource/kubernetes_default_service_account_v1/team_beta',
    undefined,
  ],
  [
    'people may edit where flows run, forward ports where there is no load balancer, and nothing else',
    'services/resource/kubernetes_role_binding_v1/team_alpha_users/metadata/namespace',
    'kube-system',
  ],
  [
    'people may edit where flows run, forward ports where there is no load balancer, and nothing else',
    'services/resource/kubernetes_role_binding_v1/team_alpha_users/role_ref/name',
    'cluster-admin',
  ],
  [
    'people may edit where flows run, forward ports where there is no load balancer, and nothing else',
    'services/resource/kubernetes_role_v1/argo_port_forward',
    undefined,
  ],
  [
    'the pods of a workspace reach each other, and those of no other workspace reach them',
    'services/resource/kubernetes_network_policy_v1/team_alpha/spec/ingress/0/from/0',
    { namespace_selector: {} },
  ],
  [
    'Argo asks who you are, or the load balancer did and nobody gets past it',
    argo,
    (old: string) => old.replace('- "client"', '- "server"'),
  ],
  [
    'Argo asks who you are, or the load balancer did and nobody gets past it',
    'services/resource/kubernetes_network_policy_v1/argo_deny',
    undefined,
  ],
  [
    'the account of Argo’s server reads, and the chart adds nothing to it',
    argo,
    (old: string) => old.replace('create: false\n  resources', 'create: true\n  resources'),
  ],
  [
    'the account of Argo’s server reads, and the chart adds nothing to it',
    'services/resource/kubernetes_cluster_role_v1/argo_server/rule/0/verbs/0',
    'delete',
  ],
  [
    'Argo keeps artifacts where the roles allow, and finished workflows no longer than it must',
    argo,
    (old: string) => old.replace('argo-artifacts/{{', 'logs/{{'),
  ],
  [
    'Argo keeps artifacts where the roles allow, and finished workflows no longer than it must',
    argo,
    (old: string) => old.replace('parallelism: 100', 'parallelism: 0'),
  ],
  [
    'the steps of a workspace may write the logs that Argo archives of them, and those of no other team',
    argo,
    (old: string) => old.replace('{{workflow.namespace}}/', ''),
  ],
  [
    'the steps of a workspace may write the logs that Argo archives of them, and those of no other team',
    'cluster/resource/aws_iam_role_policy/task_alpha/policy',
    (old: string) => old.replaceAll('argo-artifacts/mf-alpha/', 'argo-artifacts/'),
  ],
  [
    'Argo serves every workspace and no other namespace',
    argo,
    (old: string) => old.replace(/\n {4}- "[^"]*team_beta[^"]*"/, ''),
  ],
  [
    'the chart of Argo is of the line that was chosen, and fetches nothing from within the cluster',
    'services/resource/helm_release/argo_workflows/version',
    '1.0.18',
  ],
  [
    'the chart of Argo is of the line that was chosen, and fetches nothing from within the cluster',
    argo,
    (old: string) => old.replace('full: false', 'full: true'),
  ],
  [
    'people with `edit` may work with the kinds of both charts of Argo',
    'services/resource/helm_release/argo_events/values/0',
    (old: string) => old.replace('createAggregateRoles: true', 'createAggregateRoles: false'),
  ],
];

/** Behind a load balancer. */
const published: Mistake[] = [
  [
    'Argo asks who you are, or the load balancer did and nobody gets past it',
    argo,
    (old: string) => old.replace('- "server"', '- "client"'),
  ],
  [
    'Argo asks who you are, or the load balancer did and nobody gets past it',
    'services/resource/kubernetes_network_policy_v1/argo_server/spec/ingress/0/from/0',
    { namespace_selector: {} },
  ],
  [
    'a browser finds the backend where the UI says, and no other page may read it',
    'services/resource/kubernetes_deployment_v1/ui_static/spec/template/spec/container/0/env/0/value',
    'http://127.0.0.1:8083/api',
  ],
  [
    'the accounts that the charts are told to use exist',
    'services/resource/kubernetes_service_account_v1/load_balancer_controller/metadata/namespace',
    'default',
  ],
];

testMistakes(
  [...workloadRules, ...workspaceRules, ...argoRules],
  [
    { documents: synthesize(exampleInput('gpu')), mistakes: workloads },
    { documents: synthesize(exampleInput('large')), mistakes: large },
    {
      documents: synthesize(exampleInput('small', { parameters: { endpoint: publishedEndpoints['alb-oidc'] } })),
      mistakes: published,
    },
    {
      documents: synthesize(exampleInput('standard', { parameters: { teams: ['alpha', 'beta'] } })),
      mistakes: workspaces,
    },
  ],
);
