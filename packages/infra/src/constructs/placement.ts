import type { StackParameters } from '@flowport/domain';

/**
 * Where what must not be interrupted may run. AWS takes spot nodes back at two minutes' notice, which is for tasks with
 * `@retry` and not for the services they report to. GPU nodes are tainted and need no word here.
 */
export type Placement = 'anywhere' | 'on-demand';

export function placementOf({ spotNodes }: StackParameters['cluster']): Placement {
  return spotNodes === null ? 'anywhere' : 'on-demand';
}

/** EKS labels the nodes of its groups with it, and the autoscaler knows it of a group without nodes. */
const notSpot = { key: 'eks.amazonaws.com/capacityType', operator: 'NotIn', values: ['SPOT'] };

/** The affinity as Kubernetes writes it, for the values of charts and custom resources. */
export function chartAffinity(placement: Placement) {
  return placement === 'anywhere'
    ? {}
    : {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [notSpot] }] },
          },
        },
      };
}

/** The same as Terraform's provider writes it. */
export function podAffinity(placement: Placement) {
  return placement === 'anywhere'
    ? {}
    : {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerm: [{ matchExpressions: [notSpot] }] },
          },
        },
      };
}
