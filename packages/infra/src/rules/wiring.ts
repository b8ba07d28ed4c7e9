import { type Layer, layers } from '@flowport/domain';
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, strings } from './stackView.ts';
import { chartValues } from './workloads.ts';

type Reference = { layer: Layer; path: string };

/** What the expressions of all layers refer to; functions are looked into, not judged. */
function references(stack: StackView): Reference[] {
  const root =
    /(?<![\w.$"-])(?:data\.)?(?:aws|kubernetes|helm|random|terraform)_[a-z0-9_]+\.[a-z0-9_]+(?:\.[a-z0-9_]+)*/g;
  return layers.flatMap((layer) =>
    strings(stack.documents[layer])
      .flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? ''))
      .flatMap((expression) => expression.match(root) ?? [])
      .map((path) => ({ layer, path })),
  );
}

function dependencies(stack: StackView): Reference[] {
  return layers.flatMap((layer) =>
    Object.values(pick(stack.documents[layer], 'resource') ?? {})
      .flatMap((named) => Object.values(named ?? {}))
      .flatMap((values) => list(pick(values, 'depends_on')))
      .map((path) => ({ layer, path: String(path) })),
  );
}

function exists(stack: StackView, { layer, path }: Reference): boolean {
  const [first = '', second = '', third = ''] = path.split('.');
  return first === 'data'
    ? pick(stack.documents[layer], 'data', second, third) !== undefined
    : pick(stack.documents[layer], 'resource', first, second) !== undefined;
}

export const wiringRules: Rule[] = [
  {
    guarantee: 'everything that is referred to exists in the same layer',
    violations: (stack) =>
      allOf(
        [...references(stack), ...dependencies(stack)],
        (reference) => exists(stack, reference),
        ({ layer, path }) => `${layer}: ${path}`,
      ),
  },
  {
    guarantee: 'a layer reads earlier layers only, by outputs that they have, in its own workspace',
    violations: (stack) => [
      ...references(stack)
        .filter(({ path }) => path.startsWith('data.terraform_remote_state.'))
        .filter(({ layer, path }) => {
          const [, , origin = '', , output = ''] = path.split('.');
          const earlier = layers.slice(0, layers.indexOf(layer)).find((candidate) => candidate === origin);
          return !earlier || pick(stack.documents[earlier], 'output', output) === undefined;
        })
        .map(({ layer, path }) => `${layer}: ${path}`),
      ...layers.flatMap((layer) =>
        Object.entries(pick(stack.documents[layer], 'data', 'terraform_remote_state') ?? {})
          .filter(([origin, state]) => {
            const backend = pick(stack.documents[layer], 'terraform', 'backend', 's3');
            return (
              pick(state, 'workspace') !== '${terraform.workspace}' ||
              pick(state, 'config', 'key') !== `${origin}.tfstate` ||
              pick(state, 'config', 'workspace_key_prefix') !== pick(backend, 'workspace_key_prefix') ||
              pick(state, 'config', 'bucket') !== pick(backend, 'bucket')
            );
          })
          .map(([origin]) => `${layer} reads ${origin} from another place`),
      ),
    ],
  },
  {
    guarantee: 'every state is locked, encrypted and under its own key',
    violations: (stack) =>
      layers.filter((layer) => {
        const backend = pick(stack.documents[layer], 'terraform', 'backend', 's3');
        return !(
          pick(backend, 'key') === `${layer}.tfstate` &&
          pick(backend, 'use_lockfile') === true &&
          pick(backend, 'encrypt') === true
        );
      }),
  },
  {
    guarantee: 'providers are pinned, hold no credentials and stop in the wrong account',
    violations: (stack) =>
      layers.flatMap((layer) => {
        const document = stack.documents[layer];
        const versions = Object.values(pick(document, 'terraform', 'required_providers') ?? {});
        const aws = pick(document, 'provider', 'aws', 0);
        return [
          ...allOf(
            versions,
            (provider) => /^\d+\.\d+\.\d+$/.test(String(pick(provider, 'version'))),
            (provider) => `${layer}: ${pick(provider, 'source')}`,
          ),
          ...(list(pick(aws, 'allowed_account_ids')).length === 1 ? [] : [`${layer}: any account will do`]),
          ...['access_key', 'secret_key', 'token', 'profile']
            .filter((argument) => pick(aws, argument) !== undefined)
            .map((argument) => `${layer}: ${argument}`),
        ];
      }),
  },
  {
    guarantee: 'the Kubernetes and Helm providers take a fresh token of the cluster in the form of their versions',
    violations: (stack) => {
      const providers = pick(stack.documents.services, 'provider');
      // Helm 3 takes attributes where Kubernetes 2 takes blocks.
      const kubernetes = pick(providers, 'kubernetes', 0);
      const helm = pick(providers, 'helm', 0, 'kubernetes');
      const fresh = (connection: unknown, exec: unknown) =>
        pick(connection, 'host') === '${data.aws_eks_cluster.main.endpoint}' &&
        pick(connection, 'token') === undefined &&
        pick(exec, 'command') === 'aws' &&
        list(pick(exec, 'args')).includes('get-token');
      const execBlock = pick(kubernetes, 'exec');
      const execAttribute = pick(helm, 'exec');
      return [
        ...(Array.isArray(execBlock) && fresh(kubernetes, execBlock[0]) ? [] : ['kubernetes']),
        ...(!Array.isArray(helm) && !Array.isArray(execAttribute) && fresh(helm, execAttribute) ? [] : ['helm']),
      ];
    },
  },
  {
    guarantee: 'what is secret is marked so wherever a layer hands it on',
    violations: (stack) => [
      ...layers.flatMap((layer) =>
        Object.entries(pick(stack.documents[layer], 'output') ?? {})
          .filter(([, output]) => strings(pick(output, 'value')).some((text) => text.includes('random_password.')))
          .filter(([, output]) => pick(output, 'sensitive') !== true)
          .map(([name]) => `${layer}: ${name}`),
      ),
      ...strings(pick(stack.documents.services, 'resource'))
        .filter((text) => text.includes('random_password') && !text.startsWith('${sensitive('))
        .map((text) => `services: ${text}`),
    ],
  },
  {
    guarantee: 'the outputs name Services and ports that exist',
    violations: (stack) => {
      const rendered = stack
        .ofType('kubernetes_service_v1')
        .map(({ layer, values }) =>
          [
            stack.resolve(layer, pick(values, 'metadata', 'namespace')),
            stack.resolve(layer, pick(values, 'metadata', 'name')),
            pick(values, 'spec', 'port', 0, 'port'),
          ].join(' '),
        );
      const argo = chartValues(stack, 'argo_workflows');
      const source = manifest(argo, 'EventSource');
      // Argo Events names the Service of a source after it.
      const byCharts = [
        `argo ${pick(argo, 'fullnameOverride')}-server ${pick(argo, 'server', 'servicePort')}`,
        [
          pick(source, 'metadata', 'namespace'),
          `${pick(source, 'metadata', 'name')}-eventsource-svc`,
          pick(source, 'spec', 'service', 'ports', 0, 'port'),
        ].join(' '),
      ];
      return list(pick(stack.documents.services, 'output', 'services', 'value'))
        .map((service) => `${pick(service, 'namespace')} ${pick(service, 'service')} ${pick(service, 'port')}`)
        .filter((service) => ![...rendered, ...byCharts].includes(service));
    },
  },
  {
    guarantee: 'events arrive: bus, source, event and account of the outputs are those in the cluster',
    violations: (stack) => {
      const events = pick(stack.documents.services, 'output', 'events', 'value');
      const argo = chartValues(stack, 'argo_workflows');
      const [bus, source] = [manifest(argo, 'EventBus'), manifest(argo, 'EventSource')];
      const jobs = pick(stack.documents.services, 'output', 'jobs_namespace', 'value');
      const version = pick(bus, 'spec', 'jetstream', 'version');
      const known = list(pick(chartValues(stack, 'argo_events'), 'configs', 'jetstream', 'versions'));
      const accounts = stack
        .ofType('kubernetes_service_account_v1')
        .map(({ layer, values }) =>
          ['namespace', 'name'].map((part) => stack.resolve(layer, pick(values, 'metadata', part))).join('/'),
        );
      const holds = {
        bus: pick(events, 'event_bus') === pick(bus, 'metadata', 'name'),
        'bus of the source': pick(source, 'spec', 'eventBusName') === pick(bus, 'metadata', 'name'),
        source: pick(events, 'event_source') === pick(source, 'metadata', 'name'),
        namespace: [bus, source].every((object) => pick(object, 'metadata', 'namespace') === jobs),
        event: pick(source, 'spec', 'webhook', String(pick(events, 'event'))) !== undefined,
        account: accounts.includes(`${jobs}/${pick(events, 'service_account')}`),
        'version of the bus': known.some((candidate) => pick(candidate, 'version') === version),
      };
      return Object.entries(holds)
        .filter(([, held]) => !held)
        .map(([what]) => what);
    },
  },
  {
    guarantee: 'custom resources go before the controller that must let them go, and come after their definitions',
    violations: (stack) => {
      const after = (address: string, earlier: string) =>
        dependencies(stack).some(({ path }) => path === earlier) &&
        list(pick(stack.resources.find((resource) => resource.address === address)?.values, 'depends_on')).includes(
          earlier,
        );
      return [
        ['helm_release.argo_workflows', 'helm_release.argo_events'],
        ['kubernetes_namespace_v1.jobs', 'helm_release.argo_events'],
        ['helm_release.argo_workflows', 'kubernetes_namespace_v1.jobs'],
        ['aws_eks_node_group.system', 'aws_eks_addon.vpc_cni'],
        ['aws_eks_addon.coredns', 'aws_eks_node_group.system'],
        ['aws_eks_cluster.main', 'aws_cloudwatch_log_group.cluster'],
        ['aws_eks_cluster.main', 'aws_iam_role_policy_attachment.cluster'],
        ['aws_eks_node_group.system', 'aws_iam_role_policy_attachment.node_worker'],
      ]
        .filter(([address = '', earlier = '']) => !after(address, earlier))
        .map(([address, earlier]) => `${address} does not wait for ${earlier}`);
    },
  },
  {
    guarantee: 'the autoscaler is left alone with the number of nodes, within the bounds of the parameters',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_eks_node_group'),
        ({ values }) => {
          const [min, desired, max] = ['min_size', 'desired_size', 'max_size'].map((size) =>
            Number(pick(values, 'scaling_config', size)),
          );
          return (
            list(pick(values, 'lifecycle', 'ignore_changes')).includes('scaling_config[0].desired_size') &&
            Number(min) <= Number(desired) &&
            Number(desired) <= Number(max)
          );
        },
        ({ address }) => address,
      ),
  },
];

function manifest(values: unknown, kind: string): unknown {
  return list(pick(values, 'extraObjects')).find((object) => pick(object, 'kind') === kind);
}
