import type { LayerPlan, PlanAction, PlanChange } from './plan.ts';

export type EnvelopeBreach = { address: string; action: PlanAction; allowed: string };

/**
 * Compares a layer's real plan with what was approved. Inside means: every change is one that the approver saw, at the
 * same address and with the same action. An envelope allows creates of its listed addresses and nothing else.
 * @param created what this very run has created where a create was approved. A create that was cut short and adopted may
 * have to be updated in place to become what was approved (a password, say, that no import can read), so that is inside,
 * too; a replacement or a deletion of it is not.
 * @returns what lies outside, empty when the run may go on.
 */
export function outsideEnvelope(
  approved: Pick<LayerPlan, 'changes'>,
  actual: readonly PlanChange[],
  created: ReadonlySet<string> = new Set(),
): EnvelopeBreach[] {
  const allowed = new Map(approved.changes.map((change) => [change.address, change.action]));
  return actual
    .filter((change) => change.action !== 'unchanged' && change.action !== 'read')
    .filter((change) => allowed.get(change.address) !== change.action)
    .filter(
      ({ address, action }) => !(action === 'update' && allowed.get(address) === 'create' && created.has(address)),
    )
    .map((change) => ({
      address: change.address,
      action: change.action,
      allowed: allowed.get(change.address) ?? 'nothing at this address',
    }));
}
