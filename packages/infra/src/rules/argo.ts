import { chartValues, isPublished, metadataOf, output, workflowNamespaces } from './kubernetesView.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick } from './stackView.ts';

const argoLines: Record<string, RegExp> = { '3.7': /^0\.47\./, '4.0': /^1\.0\./ };

export const argoRules: Rule[] = [
  {
    guarantee: 'Argo asks who you are, or the load balancer did and nobody gets past it',
    violations: (stack) => {
      const modes = list(pick(chartValues(stack, 'argo_workflows'), 'server', 'authModes'));
      const policies = stack
        .ofType('kubernetes_network_policy_v1')
        .filter((policy) => metadataOf(stack, policy, 'namespace') === 'argo');
      const closed = policies.some(
        ({ values }) =>
          Object.keys(pick(values, 'spec', 'pod_selector') ?? { some: '' }).length === 0 &&
          pick(values, 'spec', 'ingress') === undefined,
      );
      const admitted = policies.flatMap(({ values }) =>
        list(pick(values, 'spec', 'ingress')).flatMap((ingress) => list(pick(ingress, 'from'))),
      );
      const wanted = isPublished(stack) ? 'server' : 'client';
      return [
        ...(modes.join() === wanted ? [] : [`the server lets in by ${modes.join() || 'nothing named'}`]),
        ...(closed ? [] : ['pods reach the server']),
        ...admitted
          .filter((source) => !isPublished(stack) || pick(source, 'ip_block', 'cidr') === undefined)
          .map((source) => `${JSON.stringify(source)} reaches the server`),
      ];
    },
  },
  {
    guarantee: 'the account of Argo’s server reads, and the chart adds nothing to it',
    violations: (stack) => [
      ...(pick(chartValues(stack, 'argo_workflows'), 'server', 'rbac', 'create') === false ? [] : ['by the chart']),
      ...stack
        .ofType('kubernetes_role_v1', 'kubernetes_cluster_role_v1')
        .filter((role) => metadataOf(stack, role, 'name').startsWith('argo-server-'))
        .filter(({ values }) =>
          list(pick(values, 'rule')).some((rule) =>
            list(pick(rule, 'verbs')).some((verb) => !['get', 'list', 'watch'].includes(String(verb))),
          ),
        )
        .map(({ address }) => address),
    ],
  },
  {
    guarantee: 'Argo keeps artifacts where the roles allow, and finished workflows no longer than it must',
    violations: (stack) => {
      const values = chartValues(stack, 'argo_workflows');
      const s3 = pick(values, 'artifactRepository', 's3');
      const bucket = stack.resolve('foundation', pick(stack.ofType('aws_s3_bucket')[0]?.values, 'bucket'));
      const defaults = pick(values, 'controller', 'workflowDefaults', 'spec');
      const holds = {
        artifacts: pick(s3, 'bucket') === bucket && String(pick(s3, 'keyFormat')).startsWith('argo-artifacts/'),
        'credentials in values': pick(values, 'useStaticCredentials') === false && pick(s3, 'useSDKCreds') === true,
        'end of workflows': Number(pick(defaults, 'ttlStrategy', 'secondsAfterCompletion')) <= 604_800,
        'end of pods': pick(defaults, 'podGC', 'strategy') !== undefined,
        'pods per second': Number(pick(values, 'controller', 'resourceRateLimit', 'limit')) > 0,
        'workflows at once': Number(pick(values, 'controller', 'parallelism')) > 0,
        'workflows of one workspace': Number(pick(values, 'controller', 'namespaceParallelism')) > 0,
      };
      return Object.entries(holds)
        .filter(([, held]) => !held)
        .map(([what]) => what);
    },
  },
  {
    guarantee: 'the steps of a workspace may write the logs that Argo archives of them, and those of no other team',
    violations: (stack) => {
      const keyFormat = String(pick(chartValues(stack, 'argo_workflows'), 'artifactRepository', 's3', 'keyFormat'));
      const tasks = list(output(stack, 'cluster', 'identities')).filter(
        (identity) => pick(identity, 'component') === 'task',
      );
      return tasks.flatMap((identity) => {
        const namespace = String(pick(identity, 'namespace'));
        const key = keyFormat.replace('{{workflow.namespace}}', namespace);
        const role = stack
          .resolve('cluster', pick(identity, 'role_arn'))
          .replace(/^cluster:aws_iam_role\.(\w+)\.arn$/, '$1');
        const policy = stack.ofType('aws_iam_role_policy').find(({ name }) => name === role);
        const prefixes = list(pick(JSON.parse(String(pick(policy?.values, 'policy') ?? '{}')), 'Statement'))
          .filter((statement) => list(pick(statement, 'Action')).includes('s3:PutObject'))
          .flatMap((statement) => list(pick(statement, 'Resource')))
          .map((resource) => String(resource).replace(/^[^/]*\/|\*$/g, ''))
          .filter((prefix) => prefix.startsWith('argo-artifacts/'));
        const isTeams = pick(identity, 'team') !== null;
        return [
          ...(prefixes.some((prefix) => key.startsWith(prefix)) ? [] : [`${namespace} writes ${prefixes.join()}`]),
          ...prefixes.filter((prefix) => isTeams && !prefix.includes(namespace)),
        ];
      });
    },
  },
  {
    guarantee: 'Argo serves every workspace and no other namespace',
    violations: (stack) => {
      const served = list(pick(chartValues(stack, 'argo_workflows'), 'controller', 'workflowNamespaces'));
      return served.map(String).toSorted().join() === workflowNamespaces(stack).toSorted().join()
        ? []
        : [served.join()];
    },
  },
  {
    guarantee: 'the chart of Argo is of the line that was chosen, and fetches nothing from within the cluster',
    violations: (stack) => {
      const line = String(output(stack, 'services', 'argo_version'));
      const release = stack.ofType('helm_release').find(({ name }) => name === 'argo_workflows');
      const crds = pick(chartValues(stack, 'argo_workflows'), 'crds');
      return [
        ...(argoLines[line]?.test(String(pick(release?.values, 'version'))) ? [] : [`${line} by another chart`]),
        ...(pick(crds, 'full') === false && pick(crds, 'keep') === true ? [] : ['its definitions']),
      ];
    },
  },
  {
    guarantee: 'archived workflows reach Postgres by TLS, with a password out of a secret that Argo alone has',
    violations: (stack) => {
      const values = chartValues(stack, 'argo_workflows');
      const postgres = pick(values, 'controller', 'persistence', 'postgresql');
      if (postgres === undefined) return [];
      const secret = stack.ofType('kubernetes_secret_v1').find(({ name }) => name === 'argo_archive');
      const holds = {
        tls: pick(postgres, 'ssl') === true && pick(postgres, 'sslMode') === 'require',
        host: String(pick(postgres, 'host')) === 'foundation:aws_db_instance.metadata.address',
        secret:
          secret !== undefined &&
          metadataOf(stack, secret, 'namespace') === 'argo' &&
          [pick(postgres, 'userNameSecret'), pick(postgres, 'passwordSecret')].every(
            (reference) =>
              pick(reference, 'name') === metadataOf(stack, secret, 'name') &&
              pick(secret.values, 'data', String(pick(reference, 'key'))) !== undefined,
          ),
      };
      return Object.entries(holds)
        .filter(([, held]) => !held)
        .map(([what]) => what);
    },
  },
  {
    guarantee: 'people with `edit` may work with the kinds of both charts of Argo',
    violations: (stack) =>
      allOf(
        ['argo_workflows', 'argo_events'],
        (release) => pick(chartValues(stack, release), 'createAggregateRoles') === true,
        (release) => release,
      ),
  },
];
