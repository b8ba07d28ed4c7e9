import type { Layer } from '../plan/layer.ts';
import type { PlanChange } from '../plan/plan.ts';

/**
 * All that tells one change made outside from another, as text to be hashed: an acknowledgement holds for it alone, so
 * the same resource shows again when another attribute of it changes, or the same one to another value. Of a sensitive
 * value nothing is known but its place.
 */
export function driftSubject(layer: Layer, { address, action, attributes }: PlanChange): string {
  const changed = attributes
    .map(
      ({ path, before, after, sensitive }) => [path, sensitive ? 'sensitive' : [known(before), known(after)]] as const,
    )
    .sort(([left], [right]) => (left < right ? -1 : 1));
  // What a deleted resource had is what it had when it was applied: nothing of it says that it was deleted otherwise.
  return JSON.stringify([layer, address, action, action === 'delete' ? [] : changed]);
}

/** Keys in one order, since Postgres and Terraform each have their own. */
function known(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, known(inner)]));
}
