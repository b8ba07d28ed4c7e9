import { RoleBindingV1 } from '@cdktf/provider-kubernetes/lib/role-binding-v1/index.js';
import { RoleV1, type RoleV1Rule } from '@cdktf/provider-kubernetes/lib/role-v1/index.js';
import type { Construct } from 'constructs';

export type RoleProps = {
  /** Terraform name of the role and its binding. */
  id: string;
  /** Name of the role and its binding. */
  name: string;
  namespace: string;
  serviceAccount: string;
  rules: RoleV1Rule[];
};

/** What one service account may do in its own namespace. */
export function role(scope: Construct, props: RoleProps): void {
  const metadata = { name: props.name, namespace: props.namespace };
  const granted = new RoleV1(scope, `kubernetes_role_v1.${props.id}`, { metadata, rule: props.rules });
  new RoleBindingV1(scope, `kubernetes_role_binding_v1.${props.id}`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: granted.metadata.name },
    subject: [{ kind: 'ServiceAccount', name: props.serviceAccount, namespace: props.namespace }],
  });
}
