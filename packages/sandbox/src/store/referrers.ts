/** Who refers to an object, for what reads the store without a session of Terraform. */
import type { ObjectStore } from './objects.ts';

export type Reference = { type: string; path: string };

/** The objects of the same account that hold the id at one of the paths. */
export function findReferrers(
  store: ObjectStore,
  { account, id }: { account: string; id: string },
  references: readonly Reference[],
) {
  return references.flatMap(({ type, path }) =>
    store.list({ account, type }).filter((object) => holds(object.attributes, path.split('.'), id)),
  );
}

function holds(value: unknown, path: readonly string[], wanted: string): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, path, wanted));
  const [head, ...rest] = path;
  if (head === undefined) return value === wanted;
  return typeof value === 'object' && value !== null && holds((value as Record<string, unknown>)[head], rest, wanted);
}
