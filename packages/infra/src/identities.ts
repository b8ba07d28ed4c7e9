import { namespaces, serviceAccounts } from './naming.ts';

/**
 * Every workload that needs AWS, with the one service account that may be it. Both sides are built from this table: the
 * role's trust policy in the cluster layer and the annotated service account in the services layer. What is not here has
 * no AWS rights at all: nodes keep their role to themselves (hop limit 1).
 */
export const identities = {
  task: { namespace: namespaces.jobs, serviceAccount: serviceAccounts.task },
  'ui-backend': { namespace: namespaces.metaflow, serviceAccount: serviceAccounts.ui },
  'argo-server': { namespace: namespaces.argo, serviceAccount: serviceAccounts.argoServer },
  'cluster-autoscaler': { namespace: namespaces.system, serviceAccount: serviceAccounts.autoscaler },
  'ebs-csi': { namespace: namespaces.system, serviceAccount: serviceAccounts.ebsCsi },
  'vpc-cni': { namespace: namespaces.system, serviceAccount: serviceAccounts.vpcCni },
} as const;

export type Component = keyof typeof identities;
export const components = [
  'task',
  'ui-backend',
  'argo-server',
  'cluster-autoscaler',
  'ebs-csi',
  'vpc-cni',
] as const satisfies readonly Component[];
