import type { Json } from './json.ts';

/** Which element before belongs to which after, by index; null where there is none on that side. */
export type ArrayPair = { from: number | null; to: number | null };

/**
 * Pairs the elements of an array before and after that differ. A plan doesn't say whether an array is a list or a set,
 * so: equal elements are taken out wherever they stand, what is left is paired by index, and one last element on each
 * side is taken for the same one, changed. So a rule that is added to a set of rules shows as one addition, even though
 * it moves its neighbours.
 * @param isUnknown whether something in the element after is known only after the apply, so that it equals nothing.
 * @param lengthAtLeast the length of the marks, which may go beyond that of the values.
 * @returns 'reordered' when both sides hold the same elements in another order, which only a list can.
 */
export function arrayPairs(
  before: readonly Json[],
  after: readonly Json[],
  isUnknown: (index: number) => boolean,
  lengthAtLeast: number,
): ArrayPair[] | 'reordered' {
  const places = new Map<string, number[]>();
  for (const [index, element] of before.entries()) {
    const key = canonical(element);
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  const added: number[] = [];
  let moved = false;
  for (let index = 0; index < Math.max(after.length, lengthAtLeast); index += 1) {
    const equal = index < after.length && !isUnknown(index) ? places.get(canonical(after[index] ?? null)) : undefined;
    const from = equal?.shift();
    if (from === undefined) added.push(index);
    else if (from !== index) moved = true;
  }
  const removed = [...places.values()].flat().sort((a, b) => a - b);
  if (removed.length === 0 && added.length === 0) return moved ? 'reordered' : [];
  return pairLeftovers(removed, added);
}

function pairLeftovers(removed: readonly number[], added: readonly number[]): ArrayPair[] {
  const [onlyRemoved, onlyAdded] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && onlyRemoved !== undefined && onlyAdded !== undefined) {
    return [{ from: onlyRemoved, to: onlyAdded }];
  }
  const addedSet = new Set(added);
  const pairs: ArrayPair[] = removed.map((index) => ({ from: index, to: addedSet.delete(index) ? index : null }));
  for (const index of addedSet) pairs.push({ from: null, to: index });
  return pairs.sort((a, b) => (a.to ?? a.from ?? 0) - (b.to ?? b.from ?? 0));
}

/** Equal for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
