import { ClusterRoleBindingV1 } from '@cdktf/provider-kubernetes/lib/cluster-role-binding-v1/index.js';
import { ClusterRoleV1 } from '@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js';
import { RoleBindingV1 } from '@cdktf/provider-kubernetes/lib/role-binding-v1/index.js';
import { RoleV1, type RoleV1Rule } from '@cdktf/provider-kubernetes/lib/role-v1/index.js';
import type { Construct } from 'constructs';

/** Who is given something: a service account, or the people whom an access entry puts into a group. */
type Subject = { serviceAccount: string; namespace: string } | { group: string };

export type RoleProps = {
  /** Terraform name of the role and its binding. */
  id: string;
  /** Name of the role and its binding. */
  name: string;
  namespace: string;
  subject: Subject;
  rules: RoleV1Rule[];
};

/** What somebody may do in one namespace. */
export function role(scope: Construct, props: RoleProps): void {
  const metadata = { name: props.name, namespace: props.namespace };
  const granted = new RoleV1(scope, `kubernetes_role_v1.${props.id}`, { metadata, rule: props.rules });
  new RoleBindingV1(scope, `kubernetes_role_binding_v1.${props.id}`, {
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: granted.metadata.name },
    subject: [bound(props.subject)],
  });
}

/** What somebody may do in one namespace, by a role that the cluster brings along. */
export function bindClusterRole(scope: Construct, props: Omit<RoleProps, 'rules'> & { clusterRole: string }): void {
  new RoleBindingV1(scope, `kubernetes_role_binding_v1.${props.id}`, {
    metadata: { name: props.name, namespace: props.namespace },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: props.clusterRole },
    subject: [bound(props.subject)],
  });
}

/** What somebody may do in every namespace. */
export function clusterRole(scope: Construct, props: Omit<RoleProps, 'namespace'>): void {
  const metadata = { name: props.name };
  const granted = new ClusterRoleV1(scope, `kubernetes_cluster_role_v1.${props.id}`, { metadata, rule: props.rules });
  new ClusterRoleBindingV1(scope, `kubernetes_cluster_role_binding_v1.${props.id}`, {
    metadata,
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: granted.metadata.name },
    subject: [bound(props.subject)],
  });
}

const rbac = 'rbac.authorization.k8s.io';

function bound(subject: Subject) {
  return 'group' in subject
    ? { kind: 'Group', name: subject.group, apiGroup: rbac }
    : { kind: 'ServiceAccount', name: subject.serviceAccount, namespace: subject.namespace };
}
