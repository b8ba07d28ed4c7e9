/** May a user of a cluster do this? EKS's access policies first, then RBAC: either may allow, nothing can deny. */
import { chartContent } from '../charts/catalogue.ts';
import { block, blocks, stored, text, textMap, texts } from '../cloud/attributes.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import type { ClusterUser } from './authenticate.ts';
import { accessPolicies, aggregateRules, builtInRoles, type Rule } from './builtInRoles.ts';
import type { Inventory } from './inventory.ts';
import { StatusError } from './status.ts';

export type Attempt = {
  verb: string;
  group: string;
  namespace: string;
  resource: string;
  subresource: string;
  name: string;
};

/** Whether any grant covers the attempt; a grant that holds in one namespace covers nothing outside of it. */
export function isAllowed(
  store: ObjectStore,
  inventory: Inventory,
  { user, attempt }: { user: ClusterUser; attempt: Attempt },
): boolean {
  if (user.groups.includes('system:masters')) return true;
  const rules = [...policyRules(store, inventory.cluster, user, attempt), ...bindingRules(inventory, user, attempt)];
  return rules.some((rule) => covers(rule, attempt));
}

/** @throws StatusError Forbidden */
export function requireAllowed(
  store: ObjectStore,
  inventory: Inventory,
  asked: { user: ClusterUser; attempt: Attempt },
): void {
  if (isAllowed(store, inventory, asked)) return;
  const { verb, group, namespace, resource, subresource, name } = asked.attempt;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const kind = group === '' ? resource : `${resource}.${group}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  throw new StatusError(
    403,
    'Forbidden',
    `${kind}${name === '' ? '' : ` "${name}"`} is forbidden: User "${asked.user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
    { name, group, kind: resource },
  );
}

function covers(rule: Rule, attempt: Attempt): boolean {
  const what = attempt.subresource === '' ? attempt.resource : `${attempt.resource}/${attempt.subresource}`;
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  return (
    has(rule.verbs, attempt.verb) &&
    has(rule.groups, attempt.group) &&
    (has(rule.resources, what) || rule.resources.includes(`*/${attempt.subresource}`)) &&
    (rule.names === undefined || rule.names.length === 0 || rule.names.includes(attempt.name))
  );
}

function policyRules(store: ObjectStore, cluster: CloudObject, user: ClusterUser, attempt: Attempt): Rule[] {
  if (user.principalArn === undefined) return [];
  const { account, scope } = cluster;
  return store
    .list({ account, scope, type: 'aws_eks_access_policy_association' })
    .map(stored)
    .filter((one) => one.cluster_name === cluster.id && one.principal_arn === user.principalArn)
    .filter(({ access_scope: access }) => {
      const { type, namespaces } = block(access);
      if (type !== 'namespace') return true;
      return texts(namespaces).some((pattern) => matchesWildcard(pattern, attempt.namespace));
    })
    .flatMap((one) => accessPolicies[text(one.policy_arn).split('/').at(-1) ?? ''] ?? []);
}

function bindingRules(inventory: Inventory, user: ClusterUser, attempt: Attempt): Rule[] {
  const bindings = [
    ...inventory.objects('kubernetes_cluster_role_binding_v1'),
    ...inventory
      .objects('kubernetes_role_binding_v1')
      .filter((binding) => text(block(stored(binding).metadata).namespace) === attempt.namespace),
  ];
  return bindings.filter((binding) => isSubject(binding, user)).flatMap((binding) => roleRules(inventory, binding));
}

function isSubject(binding: CloudObject, user: ClusterUser): boolean {
  return blocks(stored(binding).subject).some((subject) => {
    const name = text(subject.name);
    if (subject.kind === 'Group') return user.groups.includes(name);
    if (subject.kind === 'User') return user.name === name;
    return user.name === `system:serviceaccount:${text(subject.namespace)}:${name}`;
  });
}

function roleRules(inventory: Inventory, binding: CloudObject): Rule[] {
  const reference = block(stored(binding).role_ref);
  const name = text(reference.name);
  if (reference.kind === 'ClusterRole') return clusterRoleRules(inventory, name);
  const namespace = text(block(stored(binding).metadata).namespace);
  return inventory
    .objects('kubernetes_role_v1')
    .filter((role) => role.id === `${namespace}/${name}`)
    .flatMap(ownRules);
}

function clusterRoleRules(inventory: Inventory, name: string): Rule[] {
  const roles = inventory.objects('kubernetes_cluster_role_v1');
  const own = roles.filter((role) => role.id === name).flatMap(ownRules);
  const builtIn = builtInRoles[name];
  if (builtIn === undefined) return own;
  const label = `rbac.authorization.k8s.io/aggregate-to-${name}`;
  const aggregated = roles.filter((role) => textMap(block(stored(role).metadata).labels)[label] === 'true');
  const charts = inventory.releases().map(chartContent);
  const groups = charts.flatMap(({ aggregatesRoles, kinds }) =>
    aggregatesRoles ? kinds.map((kind) => kind.split('/')[0] ?? '') : [],
  );
  return [
    ...builtIn,
    ...own,
    ...aggregated.flatMap(ownRules),
    ...[...new Set(groups)].flatMap((group) => aggregateRules(name, group)),
  ];
}

function ownRules(role: CloudObject): Rule[] {
  return blocks(stored(role).rule).map((rule) => ({
    verbs: texts(rule.verbs),
    groups: texts(rule.api_groups),
    resources: texts(rule.resources),
    names: texts(rule.resource_names),
  }));
}
