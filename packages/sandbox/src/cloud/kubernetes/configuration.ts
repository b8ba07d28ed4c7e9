/** Kubernetes: namespaces, service accounts, secrets, config maps, RBAC, quotas, storage classes. */
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import { text } from '../attributes.ts';
import { builtInNamespaces, emptyNamespace } from './cluster.ts';
import { fillAt, kubernetesResource } from './resource.ts';

const label = {
  max: 63,
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  rule: 'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "-"',
};

const namespaceParts = kubernetesResource(
  { type: 'kubernetes_namespace_v1', kind: 'Namespace', plural: 'namespaces', isNamespaced: false },
  {
    defaults: { wait_for_default_service_account: false },
    stateOnly: ['wait_for_default_service_account'],
    constraints: { 'metadata.name': label },
    removed: (session, object) => emptyNamespace(session, object, object.id),
  },
);
const namespace: ResourceBehaviour = {
  ...namespaceParts,
  create: (session, input, id) => {
    if (builtInNamespaces.includes(id)) {
      throw new ProviderError(`namespaces "${id}" already exists`, 'Every cluster has it from the start.');
    }
    return namespaceParts.create?.(session, input, id) ?? {};
  },
};

const serviceAccountDefaults = { automount_service_account_token: true };
const serviceAccount = kubernetesResource(
  { type: 'kubernetes_service_account_v1', kind: 'ServiceAccount', plural: 'serviceaccounts', isNamespaced: true },
  { defaults: serviceAccountDefaults, create: () => ({ default_secret_name: '' }) },
);

/** Adopts the account that every namespace has: a create finds it there and a destroy leaves it. */
const { taken: _adopts, ...defaultAccountParts } = kubernetesResource(
  {
    type: 'kubernetes_default_service_account_v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    isNamespaced: true,
  },
  {
    defaults: { ...serviceAccountDefaults, 'metadata.name': 'default' },
    create: () => ({ default_secret_name: '' }),
  },
);

const secret = kubernetesResource(
  { type: 'kubernetes_secret_v1', kind: 'Secret', plural: 'secrets', isNamespaced: true },
  {
    forceNew: ['type', 'immutable'],
    defaults: { type: 'Opaque', wait_for_service_account_token: true },
    stateOnly: ['wait_for_service_account_token', 'data_wo_revision', 'binary_data_wo_revision'],
    create: (session, input) => {
      if (input.type !== 'kubernetes.io/service-account-token') return { data: {} };
      return { data: { token: `eyJhbGciOiJSUzI1NiJ9.${session.world.ids.hex(64)}.${session.world.ids.hex(64)}` } };
    },
  },
);

const configMap = kubernetesResource({
  type: 'kubernetes_config_map_v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  isNamespaced: true,
});

const role = kubernetesResource({
  type: 'kubernetes_role_v1',
  kind: 'Role',
  plural: 'roles.rbac.authorization.k8s.io',
  isNamespaced: true,
});

const clusterRole = kubernetesResource({
  type: 'kubernetes_cluster_role_v1',
  kind: 'ClusterRole',
  plural: 'clusterroles.rbac.authorization.k8s.io',
  isNamespaced: false,
});

/** A subject's API group follows from its kind; a service account has none and lives in a namespace. */
const subjectDefaults = {
  forceNew: ['role_ref'],
  defaults: { 'subject.namespace': 'default' },
  create: (_session: unknown, input: Parameters<ResourceBehaviour['id']>[0]) =>
    fillAt(input, {
      'subject.api_group': (subject) => (text(subject.kind) === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io'),
    }),
};

const roleBinding = kubernetesResource(
  {
    type: 'kubernetes_role_binding_v1',
    kind: 'RoleBinding',
    plural: 'rolebindings.rbac.authorization.k8s.io',
    isNamespaced: true,
  },
  subjectDefaults,
);

const clusterRoleBinding = kubernetesResource(
  {
    type: 'kubernetes_cluster_role_binding_v1',
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings.rbac.authorization.k8s.io',
    isNamespaced: false,
  },
  subjectDefaults,
);

const resourceQuota = kubernetesResource({
  type: 'kubernetes_resource_quota_v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  isNamespaced: true,
});

/** Without a default request, the default limit is the request. */
const limitRange = kubernetesResource(
  { type: 'kubernetes_limit_range_v1', kind: 'LimitRange', plural: 'limitranges', isNamespaced: true },
  {
    create: (_session, input) => fillAt(input, { 'spec.limit.default_request': (limit) => limit.default ?? {} }),
    update: (_session, input) => fillAt(input, { 'spec.limit.default_request': (limit) => limit.default ?? {} }),
  },
);

const storageClass = kubernetesResource(
  {
    type: 'kubernetes_storage_class_v1',
    kind: 'StorageClass',
    plural: 'storageclasses.storage.k8s.io',
    isNamespaced: false,
  },
  {
    forceNew: ['storage_provisioner', 'parameters', 'reclaim_policy', 'volume_binding_mode', 'mount_options'],
    defaults: { allow_volume_expansion: true, reclaim_policy: 'Delete', volume_binding_mode: 'Immediate' },
  },
);

export const configurationResources: ResourceBehaviour[] = [
  namespace,
  serviceAccount,
  defaultAccountParts,
  secret,
  configMap,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  resourceQuota,
  limitRange,
  storageClass,
];
