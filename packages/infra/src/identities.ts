import type { StackParameters } from '@flowport/domain';
import { namespaces, serviceAccounts, teamNamespace } from './naming.ts';

/**
 * Every workload of the stack itself that needs AWS, with the one service account that may be it. Both sides are built
 * from this table: the role's trust policy in the cluster layer and the service account in the services layer. Beside it
 * there are only the roles of steps, one for each workspace. What is in neither has no AWS rights at all: nodes keep their
 * role to themselves (hop limit 1).
 */
export const identities = {
  'ui-backend': { namespace: namespaces.metaflow, serviceAccount: serviceAccounts.ui, kind: 'service' },
  'argo-server': { namespace: namespaces.argo, serviceAccount: serviceAccounts.argoServer, kind: 'service' },
  'cluster-autoscaler': {
    namespace: namespaces.system,
    serviceAccount: serviceAccounts.autoscaler,
    kind: 'controller',
  },
  'load-balancer-controller': {
    namespace: namespaces.system,
    serviceAccount: serviceAccounts.loadBalancerController,
    kind: 'controller',
  },
  'ebs-csi': { namespace: namespaces.system, serviceAccount: serviceAccounts.ebsCsi, kind: 'controller' },
  'vpc-cni': { namespace: namespaces.system, serviceAccount: serviceAccounts.vpcCni, kind: 'network' },
} as const;

export type Component = keyof typeof identities;

export type Mechanism = 'irsa' | 'pod-identity';

/**
 * How a component becomes its role. Controllers by what the parameters say; services by IRSA, as their images bring
 * whatever SDK they were built with; the CNI by IRSA always: a node is ready only once the CNI runs, and the agent of Pod
 * Identity is itself a pod on that node, so that one image which cannot be pulled would leave the cluster without nodes.
 */
export function mechanismOf(component: Component, { cluster }: StackParameters): Mechanism {
  return identities[component].kind === 'controller' ? cluster.controllerIdentity : 'irsa';
}

/** Where flows run, and as whom. */
export type Workspace = {
  /** Null where all share one. */
  team: string | null;
  namespace: string;
  serviceAccount: string;
  /** Key prefix in the datastore, without slashes at its ends. */
  datastorePrefix: string;
};

/** One workspace for each team, or one for all. With teams there is no shared one: it would be a way around them. */
export function workspacesOf({ teams }: StackParameters): Workspace[] {
  if (teams.length === 0) {
    return [
      {
        team: null,
        namespace: namespaces.jobs,
        serviceAccount: serviceAccounts.task,
        datastorePrefix: 'metaflow',
      },
    ];
  }
  return teams.map((team) => ({
    team,
    namespace: teamNamespace(team),
    serviceAccount: serviceAccounts.teamTask,
    datastorePrefix: `metaflow/${team}`,
  }));
}
