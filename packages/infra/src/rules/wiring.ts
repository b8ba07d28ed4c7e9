import { layers } from '@flowport/domain';
import { dependencies, exists, references } from './references.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick, strings } from './stackView.ts';

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
    guarantee: 'the autoscaler is left alone with the number of nodes, within the bounds of the parameters',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_eks_node_group'),
        ({ values }) => {
          const [min, desired, max] = ['min_size', 'desired_size', 'max_size'].map((size) =>
            Number(pick(values, 'scaling_config', size)),
          );
          if (sleeps(values)) return true;
          return (
            list(pick(values, 'lifecycle', 'ignore_changes')).includes('scaling_config[0].desired_size') &&
            Number(min) <= Number(desired) &&
            Number(desired) <= Number(max)
          );
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'a stack that sleeps has no node, and nothing brings one back',
    violations: (stack) => {
      const groups = stack.ofType('aws_eks_node_group');
      if (!groups.some(({ values }) => sleeps(values))) return [];
      return allOf(
        groups,
        ({ values }) =>
          sleeps(values) &&
          pick(values, 'scaling_config', 'min_size') === 0 &&
          pick(values, 'scaling_config', 'desired_size') === 0 &&
          list(pick(values, 'lifecycle', 'ignore_changes')).length === 0,
        ({ address }) => address,
      );
    },
  },
];

/** Its nodes take no pod, so that the autoscaler has no reason to bring one. */
function sleeps(values: unknown): boolean {
  return list(pick(values, 'taint')).some((taint) => pick(taint, 'key') === 'flowport.dev/asleep');
}
