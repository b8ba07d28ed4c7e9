import { isPublished, metadataOf, output, qualified, workflowNamespaces } from './kubernetesView.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick, readOnce, type ViewedResource } from './stackView.ts';

type Binding = {
  of: ViewedResource;
  /** As `Kind namespace/name`, or `Group name`. */
  subject: string;
  /** Null for what holds in every namespace. */
  namespace: string | null;
  role: string;
  /** Empty for a role that the cluster brings along. */
  rules: unknown[];
};

/** Who may do what in Kubernetes, by the bindings which Terraform makes. */
const bindings = readOnce((stack): Binding[] => {
  return stack.ofType('kubernetes_role_binding_v1', 'kubernetes_cluster_role_binding_v1').flatMap((of) => {
    const role = stack.resolve(of.layer, pick(of.values, 'role_ref', 'name'));
    const isOfCluster = of.type === 'kubernetes_cluster_role_binding_v1';
    const namespace = isOfCluster ? null : metadataOf(stack, of, 'namespace');
    const granted = stack
      .ofType(pick(of.values, 'role_ref', 'kind') === 'Role' ? 'kubernetes_role_v1' : 'kubernetes_cluster_role_v1')
      .find(
        (candidate) =>
          metadataOf(stack, candidate, 'name') === role &&
          (pick(of.values, 'role_ref', 'kind') === 'ClusterRole' ||
            metadataOf(stack, candidate, 'namespace') === namespace),
      );
    return list(pick(of.values, 'subject')).map((subject) => {
      const name = stack.resolve(of.layer, pick(subject, 'name'));
      const kind = pick(subject, 'kind');
      const inNamespace = stack.resolve(of.layer, pick(subject, 'namespace'));
      return {
        of,
        subject: kind === 'Group' ? `Group ${name}` : `${kind} ${inNamespace}/${name}`,
        namespace,
        role,
        rules: list(pick(granted?.values, 'rule')),
      };
    });
  });
});

const accountsOfCharts = ['kube-system/cluster-autoscaler', 'kube-system/aws-load-balancer-controller'];

/** What an event needs to start a flow, what a step needs to report, and nothing beyond. */
const accountRights: Record<string, string[]> = {
  'operate-workflow-sa': [
    'create workflows',
    'get workflows',
    'list workflows',
    'get workflowtemplates',
    'list workflowtemplates',
  ],
  task: ['create workflowtaskresults', 'patch workflowtaskresults'],
};

function rightsOf(rules: unknown[]): string[] {
  return rules.flatMap((rule) =>
    list(pick(rule, 'verbs')).flatMap((verb) => list(pick(rule, 'resources')).map((resource) => `${verb} ${resource}`)),
  );
}

export const workspaceRules: Rule[] = [
  {
    guarantee: 'every team has a workspace of its own, and without teams there is one for all',
    violations: (stack) => {
      const workspaces = list(output(stack, 'services', 'workspaces'));
      const places = (key: string) => workspaces.map((workspace) => String(pick(workspace, key)));
      const prefixes = places('datastore_prefix');
      const namespaces = stack.ofType('kubernetes_namespace_v1').map((found) => metadataOf(stack, found, 'name'));
      return [
        ...(new Set(places('namespace')).size === workspaces.length ? [] : ['two workspaces share a namespace']),
        ...allOf(
          places('namespace'),
          (name) => namespaces.includes(name),
          (name) => `${name} does not exist`,
        ),
        ...prefixes.filter((prefix) =>
          prefixes.some((other) => other !== prefix && `${prefix}/`.startsWith(`${other}/`)),
        ),
        ...(new Set(prefixes).size === prefixes.length ? [] : ['two workspaces share a prefix']),
        ...(places('team').includes('null') && workspaces.length > 1 ? ['a shared one beside those of teams'] : []),
      ];
    },
  },
  {
    guarantee: 'every namespace enforces a pod security standard',
    violations: (stack) =>
      allOf(
        stack.ofType('kubernetes_namespace_v1'),
        ({ values }) =>
          /^(baseline|restricted)$/.test(
            String(pick(values, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce')),
          ),
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'every workspace has a quota that a step fits in, opens no load balancer, and no limit by default',
    violations: (stack) =>
      workflowNamespaces(stack).flatMap((namespace) => {
        const within = (type: string) =>
          stack.ofType(type).find((resource) => metadataOf(stack, resource, 'namespace') === namespace)?.values;
        const hard = pick(within('kubernetes_resource_quota_v1'), 'spec', 'hard');
        const range = pick(within('kubernetes_limit_range_v1'), 'spec', 'limit', 0);
        const hasGpus = stack.ofType('aws_eks_node_group').some(({ name }) => name === 'gpu');
        const holds = {
          cpu: Number(pick(hard, 'requests.cpu')) >= 4,
          memory: Number(String(pick(hard, 'requests.memory')).replace(/Gi$/, '')) >= 16,
          pods: Number(pick(hard, 'pods')) >= 30,
          gpus: hasGpus === Number(pick(hard, 'requests.nvidia.com/gpu')) > 0,
          'load balancers': pick(hard, 'services.loadbalancers') === '0',
          'node ports': pick(hard, 'services.nodeports') === '0',
          'default requests': ['cpu', 'memory'].every(
            (resource) => pick(range, 'default_request', resource) !== undefined,
          ),
          // A default limit below what a pod requests would have it refused, and a maximum is a default limit.
          'default limits': pick(range, 'default') === undefined && pick(range, 'max') === undefined,
        };
        return Object.entries(holds)
          .filter(([, held]) => !held)
          .map(([what]) => `${namespace}: ${what}`);
      }),
  },
  {
    guarantee: 'no role allows everything of anything, nor any secret but by its name',
    violations: (stack) =>
      stack.ofType('kubernetes_role_v1', 'kubernetes_cluster_role_v1').flatMap(({ address, values }) =>
        list(pick(values, 'rule'))
          .filter((rule) => {
            const all = ['verbs', 'resources', 'api_groups'].some((part) => list(pick(rule, part)).includes('*'));
            const secrets =
              list(pick(rule, 'resources')).includes('secrets') && list(pick(rule, 'resource_names')).length === 0;
            return all || secrets;
          })
          .map(() => address),
      ),
  },
  {
    guarantee: 'steps and events may do in Kubernetes what they must, in their own namespace only',
    violations: (stack) =>
      list(output(stack, 'services', 'workspaces')).flatMap((workspace) => {
        const namespace = String(pick(workspace, 'namespace'));
        return [
          { account: String(pick(workspace, 'service_account')), rights: accountRights.task },
          {
            account: String(pick(workspace, 'events', 'service_account')),
            rights: accountRights['operate-workflow-sa'],
          },
        ].flatMap(({ account, rights }) => {
          const granted = bindings(stack).filter(({ subject }) => subject === `ServiceAccount ${namespace}/${account}`);
          return [
            ...(granted
              .flatMap(({ rules }) => rightsOf(rules))
              .sort()
              .join() === rights?.toSorted().join()
              ? []
              : [`${namespace}/${account}`]),
            ...granted.filter((binding) => binding.namespace !== namespace).map(({ of }) => of.address),
          ];
        });
      }),
  },
  {
    guarantee: 'an account has a token for the Kubernetes API exactly when it has something to do there',
    violations: (stack) =>
      allOf(
        stack.ofType('kubernetes_service_account_v1'),
        (account) => {
          const name = qualified(stack, account);
          const hasWork =
            accountsOfCharts.includes(name) ||
            bindings(stack).some(({ subject }) => subject === `ServiceAccount ${name}`);
          return pick(account.values, 'automount_service_account_token') === hasWork;
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'a pod of a workspace that names no account has no token',
    violations: (stack) =>
      allOf(
        workflowNamespaces(stack),
        (namespace) =>
          stack
            .ofType('kubernetes_default_service_account_v1')
            .some(
              (account) =>
                metadataOf(stack, account, 'namespace') === namespace &&
                pick(account.values, 'automount_service_account_token') === false,
            ),
        (namespace) => namespace,
      ),
  },
  {
    guarantee: 'people may edit where flows run, forward ports where there is no load balancer, and nothing else',
    violations: (stack) => {
      const ofPeople = bindings(stack).filter(({ subject }) => subject.startsWith('Group '));
      const places = workflowNamespaces(stack);
      const editable = ofPeople.filter(({ role }) => role === 'edit').map(({ namespace }) => namespace);
      const jobsets = ofPeople.filter(({ rules }) => rightsOf(rules).includes('create jobsets'));
      const forwarding = ofPeople.filter(({ rules }) => rightsOf(rules).includes('create pods/portforward'));
      const forwarded = isPublished(stack) ? [] : ['argo', 'metaflow'];
      return [
        ...ofPeople.filter(({ subject }) => subject !== 'Group metaflow-users').map(({ of }) => of.address),
        ...(editable.toSorted().join() === places.toSorted().join() ? [] : [`edit in ${editable.join()}`]),
        ...allOf(
          places,
          (place) => jobsets.some(({ namespace }) => namespace === place),
          (place) => `no job sets in ${place}`,
        ),
        ...(forwarding
          .map(({ namespace }) => namespace)
          .toSorted()
          .join() === forwarded.join()
          ? []
          : ['ports are forwarded elsewhere']),
        ...ofPeople
          .filter((binding) => binding.role !== 'edit' && !jobsets.includes(binding) && !forwarding.includes(binding))
          .map(({ of }) => of.address),
      ];
    },
  },
  {
    guarantee: 'the pods of a workspace reach each other, and those of no other workspace reach them',
    violations: (stack) =>
      workflowNamespaces(stack).flatMap((namespace) => {
        const policies = stack
          .ofType('kubernetes_network_policy_v1')
          .filter((policy) => metadataOf(stack, policy, 'namespace') === namespace);
        const everyPod = policies.some(
          ({ values }) => Object.keys(pick(values, 'spec', 'pod_selector') ?? { some: '' }).length === 0,
        );
        const sources = policies.flatMap(({ values }) =>
          list(pick(values, 'spec', 'ingress')).flatMap((ingress) => list(pick(ingress, 'from'))),
        );
        const own = sources.filter((source) => Object.keys(source ?? {}).join() === 'pod_selector');
        return everyPod && own.length > 0 && own.length === sources.length ? [] : [namespace];
      }),
  },
];
