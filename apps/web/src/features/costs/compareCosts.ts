import type { CostEstimate } from '@flowport/domain';
import { formatCentsDelta } from '#format/money.ts';

type Range = { floorCents: number; ceilingCents: number };

/** One component before and after; null where it is not there. */
export type CostDifference = { name: string; before: Range | null; after: Range | null };

/** Every component of both estimates in the order of the later one; what went away stands at the end. */
export function compareCosts(before: CostEstimate, after: CostEstimate): CostDifference[] {
  const find = (cost: CostEstimate, name: string) =>
    cost.components.find((component) => component.name === name) ?? null;
  const names = new Set([...after.components, ...before.components].map(({ name }) => name));
  return [...names].map((name) => ({ name, before: find(before, name), after: find(after, name) }));
}

const nothing: Range = { floorCents: 0, ceilingCents: 0 };

/** How much the floor and the ceiling move. */
export function costDelta(before: Range | null, after: Range | null): Range {
  const from = before ?? nothing;
  const to = after ?? nothing;
  return { floorCents: to.floorCents - from.floorCents, ceilingCents: to.ceilingCents - from.ceilingCents };
}

/** "+$0 to +$1,482": both ends, as a change may touch only one of them; null where nothing moves. */
export function deltaWords({ floorCents, ceilingCents }: Range): string | null {
  if (floorCents === 0 && ceilingCents === 0) return null;
  const word = (cents: number) => (cents === 0 ? '$0' : formatCentsDelta(cents));
  return floorCents === ceilingCents ? word(floorCents) : `${word(floorCents)} to ${word(ceilingCents)}`;
}
