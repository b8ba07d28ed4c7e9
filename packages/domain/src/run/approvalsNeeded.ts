import type { LayerPlan } from '../plan/plan.ts';
import type { TargetPolicy } from '../target/policy.ts';

/** What is looked at of a layer's plan. */
export type PlanAtRisk = Pick<LayerPlan, 'layer' | 'counts'> & { release: readonly unknown[] };

/**
 * How many different people have to approve the plan. What destroys or replaces anything in the foundation, which holds
 * the data, or releases it from its protection, needs two where the target says so.
 */
export function approvalsNeeded(plans: readonly PlanAtRisk[], policy: Pick<TargetPolicy, 'secondApprover'>): 1 | 2 {
  return policy.secondApprover && plans.some(endangersData) ? 2 : 1;
}

function endangersData({ layer, counts, release }: PlanAtRisk): boolean {
  return layer === 'foundation' && (counts.delete > 0 || counts.replace > 0 || release.length > 0);
}

/** The different people who have approved this very plan. A decision on another digest is void. */
export function approversOf<P extends { id: string }>(
  approvals: readonly { decision: 'approved' | 'rejected'; digest: string; by: P }[],
  digest: string | null,
): P[] {
  const approvers = new Map<string, P>();
  for (const approval of approvals) {
    if (approval.decision === 'approved' && approval.digest === digest) approvers.set(approval.by.id, approval.by);
  }
  return [...approvers.values()];
}
