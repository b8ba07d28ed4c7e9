import type { Construct } from 'constructs';
import { userGroup } from '../naming.ts';
import { bindClusterRole, role } from './role.ts';

/**
 * What the people of a stack may do where flows run: `edit`, to which both Argo charts add their own kinds, and job sets,
 * which `@parallel` makes and nobody adds. What Metaflow's client does with a kubeconfig is within these.
 */
export function workspaceAccess(scope: Construct, props: { id: string; namespace: string }): void {
  const { id, namespace } = props;
  bindClusterRole(scope, {
    id: `${id}_users`,
    name: userGroup,
    namespace,
    subject: { group: userGroup },
    clusterRole: 'edit',
  });
  role(scope, {
    id: `${id}_jobsets`,
    name: `${userGroup}-jobsets`,
    namespace,
    subject: { group: userGroup },
    rules: [
      {
        apiGroups: ['jobset.x-k8s.io'],
        resources: ['jobsets'],
        verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
      },
    ],
  });
}

/** How people reach a service without a load balancer: a tunnel through the Kubernetes API, and no sight of its secrets. */
export function portForwardAccess(scope: Construct, props: { id: string; namespace: string }): void {
  role(scope, {
    id: `${props.id}_port_forward`,
    name: `${userGroup}-port-forward`,
    namespace: props.namespace,
    subject: { group: userGroup },
    rules: [
      { apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] },
    ],
  });
}
