import type { LayerPlan } from '../plan/plan.ts';

/** What falls asleep or is woken: the numbers of nodes, and the taint that keeps pods and autoscaler away meanwhile. */
const ofSleep = /^(scaling_config|taint)(\[|\.|$)/;

/**
 * Whether plans change the size of node groups and nothing else, so that a target's policy may let them through: nothing
 * is made, replaced, removed or forgotten, and no other attribute moves.
 */
export function changesOnlySizes(plans: readonly LayerPlan[]): boolean {
  const changes = plans.flatMap((plan) => [...plan.changes, ...plan.release]);
  const effective = changes.filter(({ action }) => action !== 'read' && action !== 'unchanged');
  return (
    effective.length > 0 &&
    plans.every(({ basis, outputsChanged }) => basis === 'exact' && outputsChanged.length === 0) &&
    effective.every(
      ({ type, action, importId, attributes }) =>
        type === 'aws_eks_node_group' &&
        action === 'update' &&
        importId === null &&
        attributes.length > 0 &&
        attributes.every(({ path }) => ofSleep.test(path)),
    )
  );
}
