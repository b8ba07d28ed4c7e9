import type { AttributeChange, LayerPlan, PlanChange } from '../plan/plan.ts';

/**
 * What was changed outside of Flowport since the last apply, told from what is only different: of everything that a
 * refreshed plan reports as drift, that which the next apply would undo. What no configuration sets (computed attributes),
 * what the configuration leaves to others (`ignore_changes`: the autoscaler's sizes), what AWS writes in another form,
 * and what somebody has changed into what is wanted, are in no plan and therefore no finding.
 * @param plan of a layer in Terraform's normal mode, refreshed: its `drift` and its `changes`.
 */
export function outsideChanges(plan: Pick<LayerPlan, 'drift' | 'changes'>): PlanChange[] {
  const next = new Map(plan.changes.map((change) => [change.address, change]));
  return plan.drift.flatMap((drifted): PlanChange[] => {
    const undo = next.get(drifted.address);
    if (!undo || undo.action === 'unchanged' || undo.action === 'read') return [];
    // All that it had was deleted with it; the plan that creates it anew says what it gets.
    if (drifted.action === 'delete') return undo.action === 'create' ? [{ ...drifted, attributes: [] }] : [];
    // Whatever is done to an object that is to go or to be let go, is no matter any more.
    if (undo.action === 'delete' || undo.action === 'forget') return [];
    const attributes = withoutMirrors(drifted.attributes.filter((attribute) => isUndone(attribute, undo.attributes)));
    return attributes.length === 0 ? [] : [{ ...drifted, attributes }];
  });
}

/**
 * What the next apply would change besides undoing that: a newer blueprint, or parameters that were never applied.
 * @param plan of a layer that was planned from what the last apply left, not from what is there now.
 */
export function configurationChanges(plan: Pick<LayerPlan, 'changes'>): PlanChange[] {
  return plan.changes.filter(({ action }) => action !== 'read' && action !== 'unchanged');
}

/** An attribute whose new value is not known is made anew by the provider; that undoes nothing. */
function isUndone(drifted: AttributeChange, undo: readonly AttributeChange[]): boolean {
  return undo.some((change) => !change.unknown && isSamePlace(drifted.path, change.path));
}

/** Of two lists the elements are paired apart for each difference, so the same element may have another number. */
function isSamePlace(left: string, right: string): boolean {
  const a = left.replace(/\[\d+\]/g, '[]');
  const b = right.replace(/\[\d+\]/g, '[]');
  return isWithin(a, b) || isWithin(b, a);
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`);
}

/** The AWS provider repeats `tags` in `tags_all`, together with the tags that all resources get. */
function withoutMirrors(attributes: readonly AttributeChange[]): AttributeChange[] {
  const paths = new Set(attributes.map(({ path }) => path));
  return attributes.filter(({ path }) => !path.startsWith('tags_all') || !paths.has(path.replace('tags_all', 'tags')));
}
