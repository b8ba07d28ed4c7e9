import { portForwarded } from '../naming.ts';
import {
  type Container,
  chartValues,
  containers,
  environmentOf,
  isPublished,
  manifests,
  metadataOf,
  pods,
  qualified,
  selects,
  workflowNamespaces,
  workloadTypes,
} from './kubernetesView.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick, strings } from './stackView.ts';

function describe({ of, name }: Container): string {
  return `${of.address} ${name}`;
}

const databaseVariables = {
  MF_METADATA_DB_HOST: 'foundation:aws_db_instance.metadata.address',
  MF_METADATA_DB_PORT: '5432',
  MF_METADATA_DB_NAME: 'metaflow',
  MF_METADATA_DB_USER: 'metaflow',
  MF_METADATA_DB_SSL_MODE: 'require',
};

/** The device plugin registers with the kubelet through a socket there, which is no more than it needs of its node. */
const hostPaths: Record<string, string> = {
  'kubernetes_daemon_set_v1.nvidia_device_plugin': '/var/lib/kubelet/device-plugins',
};

export const workloadRules: Rule[] = [
  {
    guarantee: 'every image is pinned',
    violations: (stack) => [
      ...allOf(containers(stack), ({ image }) => /^[^:@]+:v?\d+\.\d+\.\d+$/.test(image), describe),
      ...stack
        .ofType('helm_release')
        .filter(({ values }) => strings(pick(values, 'values')).some((text) => /:latest\b/.test(text)))
        .map(({ address }) => address),
    ],
  },
  {
    guarantee: 'every chart is pinned, comes by HTTPS, and is waited for but neither forced nor rolled back',
    violations: (stack) =>
      allOf(
        stack.ofType('helm_release'),
        ({ values }) =>
          /^\d+\.\d+\.\d+$/.test(String(pick(values, 'version'))) &&
          String(pick(values, 'repository')).startsWith('https://') &&
          pick(values, 'wait') === true &&
          Number(pick(values, 'timeout')) >= 900 &&
          pick(values, 'force_update') !== true &&
          pick(values, 'atomic') !== true,
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'the three containers that talk to Postgres know all of it, TLS included, and the password by a secret',
    violations: (stack) => {
      const talkers = containers(stack).filter(({ image }) => image.includes('metaflow_metadata_service'));
      return [
        ...(talkers.length === 3 ? [] : [`${talkers.length} containers instead of three`]),
        ...allOf(
          talkers,
          ({ of, env }) =>
            Object.entries(databaseVariables).every(
              ([name, value]) => stack.resolve(of.layer, pick(env.get(name), 'value')) === value,
            ) && pick(env.get('MF_METADATA_DB_PSWD'), 'value_from', 'secret_key_ref', 'key') === 'password',
          describe,
        ),
      ];
    },
  },
  {
    guarantee: 'every container says what it needs, cannot gain rights, and serving ones are probed',
    violations: (stack) => [
      ...allOf(
        containers(stack),
        ({ values }) =>
          pick(values, 'resources', 'requests', 'cpu') !== undefined &&
          pick(values, 'resources', 'limits', 'memory') !== undefined &&
          pick(values, 'security_context', 'allow_privilege_escalation') === false,
        describe,
      ),
      ...allOf(
        containers(stack).filter(({ values }) => list(pick(values, 'port')).length > 0),
        ({ values }) =>
          ['startup_probe', 'readiness_probe', 'liveness_probe'].every(
            (probe) => pick(values, probe, 'http_get', 'path') !== undefined,
          ),
        describe,
      ),
    ],
  },
  {
    guarantee: 'every Service finds pods, at a port that they name',
    violations: (stack) =>
      allOf(
        stack.ofType('kubernetes_service_v1'),
        (service) => {
          const selector = pick(service.values, 'spec', 'selector');
          const found = pods(stack).filter(
            (pod) => pod.namespace === metadataOf(stack, service, 'namespace') && selects(selector, pod.labels),
          );
          const ports = found.flatMap(({ values }) =>
            list(pick(values, 'spec', 'template', 'spec', 'container')).flatMap((container) =>
              list(pick(container, 'port')).map((port) => pick(port, 'name')),
            ),
          );
          return found.length === 1 && ports.includes(pick(service.values, 'spec', 'port', 0, 'target_port'));
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'every workload, disruption budget and network policy selects its own pods',
    violations: (stack) => [
      ...allOf(
        stack.ofType(...workloadTypes),
        ({ values }) =>
          selects(
            pick(values, 'spec', 'selector', 'match_labels'),
            pick(values, 'spec', 'template', 'metadata', 'labels'),
          ),
        ({ address }) => address,
      ),
      ...allOf(
        stack
          .ofType('kubernetes_pod_disruption_budget_v1', 'kubernetes_network_policy_v1')
          .map((resource) => ({
            resource,
            selector:
              pick(resource.values, 'spec', 'selector', 'match_labels') ??
              pick(resource.values, 'spec', 'pod_selector', 'match_labels'),
          }))
          .filter(({ selector }) => selector !== undefined),
        ({ resource, selector }) =>
          pods(stack).some(
            (pod) => pod.namespace === metadataOf(stack, resource, 'namespace') && selects(selector, pod.labels),
          ),
        ({ resource }) => resource.address,
      ),
    ],
  },
  {
    guarantee: 'no disruption budget keeps a node from being drained',
    violations: (stack) =>
      allOf(
        stack.ofType('kubernetes_pod_disruption_budget_v1'),
        ({ values }) => Number(pick(values, 'spec', 'max_unavailable')) >= 1,
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'every Deployment runs as a service account of its own namespace',
    violations: (stack) => {
      const accounts = stack.ofType('kubernetes_service_account_v1').map((account) => qualified(stack, account));
      return allOf(
        stack.ofType('kubernetes_deployment_v1'),
        (deployment) => {
          const account = pick(deployment.values, 'spec', 'template', 'spec', 'service_account_name');
          return accounts.includes(
            `${metadataOf(stack, deployment, 'namespace')}/${stack.resolve(deployment.layer, account)}`,
          );
        },
        ({ address }) => address,
      );
    },
  },
  {
    guarantee: 'the accounts that the charts are told to use exist',
    violations: (stack) => {
      const accounts = stack.ofType('kubernetes_service_account_v1').map((account) => qualified(stack, account));
      const told = {
        server: ['argo', pick(chartValues(stack, 'argo_workflows'), 'server', 'serviceAccount')],
        autoscaler: ['kube-system', pick(chartValues(stack, 'cluster_autoscaler'), 'rbac', 'serviceAccount')],
        ...(isPublished(stack)
          ? {
              'load balancer controller': [
                'kube-system',
                pick(chartValues(stack, 'aws_load_balancer_controller'), 'serviceAccount'),
              ],
            }
          : {}),
      };
      const workflow = pick(chartValues(stack, 'argo_workflows'), 'workflow', 'serviceAccount');
      const wanted = [
        ...Object.values(told).map(([namespace, account]) => ({ namespace, account })),
        ...workflowNamespaces(stack).map((namespace) => ({ namespace, account: workflow })),
      ];
      return allOf(
        wanted,
        ({ namespace, account }) =>
          pick(account, 'create') === false && accounts.includes(`${namespace}/${pick(account, 'name')}`),
        ({ namespace, account }) => `${namespace}/${pick(account, 'name')}`,
      );
    },
  },
  {
    guarantee: 'no pod is privileged or sees its host, but where the list says why',
    violations: (stack) =>
      stack.ofType(...workloadTypes).flatMap(({ address, values }) => {
        const pod = pick(values, 'spec', 'template', 'spec');
        const host = ['host_network', 'host_pid', 'host_ipc'].filter((argument) => pick(pod, argument) === true);
        const paths = list(pick(pod, 'volume'))
          .map((volume) => pick(volume, 'host_path', 'path'))
          .filter((path) => path !== undefined && path !== hostPaths[address]);
        const privileged = [...list(pick(pod, 'init_container')), ...list(pick(pod, 'container'))].filter(
          (container) => pick(container, 'security_context', 'privileged') === true,
        );
        return [
          ...host.map((argument) => `${address} ${argument}`),
          ...paths.map((path) => `${address} ${path}`),
          ...privileged.map(() => `${address} is privileged`),
        ];
      }),
  },
  {
    guarantee: 'a browser finds the backend where the UI says, and no other page may read it',
    violations: (stack) => {
      const [ui, backend] = ['metaflow-ui-static-service', 'metaflow-ui-backend-service'].map((name) =>
        environmentOf(stack, name),
      );
      const origin = backend?.('ORIGIN_TO_ALLOW_CORS_FROM');
      const [wantedBackend, wantedOrigin] = isPublished(stack)
        ? ['/api', undefined]
        : [`${portForwarded.uiBackend}/api`, portForwarded.uiStatic];
      return [
        ...(ui?.('METAFLOW_SERVICE') === wantedBackend ? [] : [`the UI asks ${ui?.('METAFLOW_SERVICE')}`]),
        ...(origin === wantedOrigin ? [] : [`the backend answers pages of ${origin}`]),
      ];
    },
  },
  {
    guarantee: 'what must not be interrupted keeps off spot nodes',
    violations: (stack) => {
      if (!stack.ofType('aws_eks_node_group').some(({ name }) => name === 'spot')) return [];
      const offSpot = (affinity: unknown, terms: string) =>
        list(
          pick(
            affinity,
            ...(terms === 'node_selector_term'
              ? ['node_affinity', 'required_during_scheduling_ignored_during_execution']
              : ['nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']),
            terms,
          ),
        ).some((term) => strings(term).includes('SPOT') && strings(term).includes('NotIn'));
      const argo = chartValues(stack, 'argo_workflows');
      const charts: [string, unknown][] = [
        ['argo controller', pick(argo, 'controller')],
        ['argo server', pick(argo, 'server')],
        ['argo events', pick(chartValues(stack, 'argo_events'), 'controller')],
        ['autoscaler', chartValues(stack, 'cluster_autoscaler')],
        ...manifests(stack)
          .filter(({ kind }) => kind === 'EventBus')
          .map(({ namespace, spec }): [string, unknown] => [`event bus of ${namespace}`, pick(spec, 'jetstream')]),
      ];
      return [
        ...allOf(
          stack.ofType('kubernetes_deployment_v1'),
          ({ values }) => offSpot(pick(values, 'spec', 'template', 'spec', 'affinity'), 'node_selector_term'),
          ({ address }) => address,
        ),
        ...allOf(
          charts,
          ([, values]) => offSpot(pick(values, 'affinity'), 'nodeSelectorTerms'),
          ([chart]) => chart,
        ),
      ];
    },
  },
  {
    guarantee: 'GPU nodes have their taint, their image and the plugin that announces the GPUs',
    violations: (stack) =>
      stack
        .ofType('aws_eks_node_group')
        .filter(({ name }) => name === 'gpu')
        .flatMap(({ address, values }) => {
          const plugin = stack.ofType('kubernetes_daemon_set_v1')[0]?.values;
          const pod = pick(plugin, 'spec', 'template', 'spec');
          const label = 'flowport.dev/node-group';
          return [
            ...(list(pick(values, 'taint')).some((taint) => pick(taint, 'key') === 'nvidia.com/gpu') ? [] : [address]),
            ...(String(pick(values, 'ami_type')).endsWith('_NVIDIA') ? [] : [address]),
            ...(pick(pod, 'node_selector', label) === pick(values, 'labels', label) ? [] : ['no plugin on the nodes']),
            ...(list(pick(pod, 'toleration')).some((toleration) => pick(toleration, 'key') === 'nvidia.com/gpu')
              ? []
              : ['the plugin does not bear the taint']),
          ];
        }),
  },
];
