/** The ClusterRoles that every cluster has, as far as they speak of what the sandbox serves, and EKS's access policies. */

export type Rule = { verbs: string[]; groups: string[]; resources: string[]; names?: string[] };

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const core = [
  'pods',
  'pods/log',
  'pods/status',
  'services',
  'endpoints',
  'configmaps',
  'serviceaccounts',
  'events',
  'namespaces',
  'resourcequotas',
  'limitranges',
  'persistentvolumeclaims',
];
const workloads = ['deployments', 'daemonsets', 'replicasets', 'statefulsets', 'jobs', 'cronjobs', 'deployments/scale'];
const grouped = ['apps', 'batch', 'autoscaling', 'policy', 'networking.k8s.io'];
const policies = ['networkpolicies', 'ingresses', 'horizontalpodautoscalers', 'poddisruptionbudgets'];

const view: Rule[] = [
  { verbs: read, groups: [''], resources: core },
  { verbs: read, groups: grouped, resources: [...workloads, ...policies] },
];
const edit: Rule[] = [
  ...view,
  {
    verbs: [...read, ...write],
    groups: [''],
    resources: ['pods', 'services', 'configmaps', 'secrets', 'serviceaccounts'],
  },
  {
    verbs: [...read, ...write],
    groups: [''],
    resources: ['pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'],
  },
  { verbs: ['create'], groups: [''], resources: ['serviceaccounts/token'] },
  { verbs: write, groups: grouped, resources: [...workloads, ...policies] },
];
const admin: Rule[] = [
  ...edit,
  { verbs: [...read, ...write], groups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] },
  { verbs: ['create'], groups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'] },
];
const everything: Rule[] = [{ verbs: ['*'], groups: ['*'], resources: ['*'] }];

/** Those that further ClusterRoles may aggregate to have their label's name as key. */
export const builtInRoles: Readonly<Record<string, Rule[]>> = { view, edit, admin, 'cluster-admin': everything };

/** Source: EKS user guide, "Review access policy permissions". */
export const accessPolicies: Readonly<Record<string, Rule[]>> = {
  AmazonEKSClusterAdminPolicy: everything,
  AmazonEKSAdminPolicy: admin,
  AmazonEKSEditPolicy: edit,
  AmazonEKSViewPolicy: view,
  AmazonEKSAdminViewPolicy: [{ verbs: read, groups: ['*'], resources: ['*'] }],
};

/** What a chart's aggregate roles add to the built-in ones for the custom resources of its group. */
export function aggregateRules(role: string, group: string): Rule[] {
  if (role === 'view') return [{ verbs: read, groups: [group], resources: ['*'] }];
  if (role === 'edit' || role === 'admin') return [{ verbs: [...read, ...write], groups: [group], resources: ['*'] }];
  return [];
}
