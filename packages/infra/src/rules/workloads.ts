import { parse } from 'yaml';
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, strings, type ViewedResource } from './stackView.ts';

type Container = { of: ViewedResource; name: string; image: string; env: Map<string, unknown>; values: unknown };

const workloadTypes = ['kubernetes_deployment_v1', 'kubernetes_daemon_set_v1', 'kubernetes_job_v1'] as const;

/** Containers and init containers of every workload which Terraform itself describes. */
function containers(stack: StackView): Container[] {
  return stack.ofType(...workloadTypes).flatMap((of) => {
    const pod = pick(of.values, 'spec', 'template', 'spec');
    return [...list(pick(pod, 'init_container')), ...list(pick(pod, 'container'))].map((values) => ({
      of,
      name: String(pick(values, 'name')),
      image: String(pick(values, 'image')),
      env: new Map(list(pick(values, 'env')).map((variable) => [String(pick(variable, 'name')), variable])),
      values,
    }));
  });
}

function describe({ of, name }: Container): string {
  return `${of.address} ${name}`;
}

/** The values of a release, as its chart will read them. */
export function chartValues(stack: StackView, name: string): unknown {
  const release = stack.ofType('helm_release').find((candidate) => candidate.name === name);
  return release && parse(stack.resolve(release.layer, pick(release.values, 'values', 0)));
}

function namespaceOf(stack: StackView, { layer, values }: ViewedResource): string {
  return stack.resolve(layer, pick(values, 'metadata', 'namespace'));
}

/** Labels of the pods of every workload, with their namespace. */
function pods(stack: StackView): { namespace: string; labels: unknown; values: unknown }[] {
  return stack.ofType(...workloadTypes).map((workload) => ({
    namespace: namespaceOf(stack, workload),
    labels: pick(workload.values, 'spec', 'template', 'metadata', 'labels'),
    values: workload.values,
  }));
}

function selects(selector: unknown, labels: unknown): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => pick(labels, key) === value);
}

const databaseVariables = {
  MF_METADATA_DB_HOST: 'foundation:aws_db_instance.metadata.address',
  MF_METADATA_DB_PORT: '5432',
  MF_METADATA_DB_NAME: 'metaflow',
  MF_METADATA_DB_USER: 'metaflow',
  MF_METADATA_DB_SSL_MODE: 'require',
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
            (pod) => pod.namespace === namespaceOf(stack, service) && selects(selector, pod.labels),
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
          pods(stack).some((pod) => pod.namespace === namespaceOf(stack, resource) && selects(selector, pod.labels)),
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
      const accounts = stack
        .ofType('kubernetes_service_account_v1')
        .map((account) =>
          [namespaceOf(stack, account), stack.resolve(account.layer, pick(account.values, 'metadata', 'name'))].join(
            '/',
          ),
        );
      return allOf(
        stack.ofType('kubernetes_deployment_v1'),
        (deployment) => {
          const account = pick(deployment.values, 'spec', 'template', 'spec', 'service_account_name');
          return accounts.includes(`${namespaceOf(stack, deployment)}/${stack.resolve(deployment.layer, account)}`);
        },
        ({ address }) => address,
      );
    },
  },
  {
    guarantee: 'the accounts that the charts are told to use exist',
    violations: (stack) => {
      const exists = (name: unknown) =>
        stack
          .ofType('kubernetes_service_account_v1')
          .some(({ layer, values }) => stack.resolve(layer, pick(values, 'metadata', 'name')) === name);
      const told = {
        server: pick(chartValues(stack, 'argo_workflows'), 'server', 'serviceAccount'),
        workflow: pick(chartValues(stack, 'argo_workflows'), 'workflow', 'serviceAccount'),
        autoscaler: pick(chartValues(stack, 'cluster_autoscaler'), 'rbac', 'serviceAccount'),
      };
      return Object.entries(told)
        .filter(([, account]) => pick(account, 'create') !== false || !exists(pick(account, 'name')))
        .map(([chart]) => chart);
    },
  },
  {
    guarantee: 'Argo asks who you are, and keeps artifacts where the roles allow',
    violations: (stack) => {
      const values = chartValues(stack, 'argo_workflows');
      const s3 = pick(values, 'artifactRepository', 's3');
      const bucket = stack.resolve('foundation', pick(stack.ofType('aws_s3_bucket')[0]?.values, 'bucket'));
      return [
        ...(list(pick(values, 'server', 'authModes')).includes('server') ? ['anyone may use the server'] : []),
        ...(list(pick(values, 'server', 'authModes')).length > 0 ? [] : ['no authentication is named']),
        ...(pick(s3, 'bucket') === bucket && String(pick(s3, 'keyFormat')).startsWith('argo-artifacts/')
          ? []
          : ['artifacts go elsewhere']),
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
