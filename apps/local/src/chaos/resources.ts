import type { StateFile } from '@flowport/aws';
import type { CloudObject, Operation, StateVersion } from './cloud.ts';

/** One thing that the cloud or a state has, as the other one would call it. */
export type Resource = { type: string; id: string };

/** What providers made for a stack: by its tags, or in one of its clusters. */
export function operationsOf(slug: string, operations: readonly Operation[]): Operation[] {
  const tagged = operations.filter((one) => one.tags['flowport:stack'] === slug);
  const hosts = new Set(tagged.flatMap((one) => (one.endpoint === undefined ? [] : [one.endpoint])));
  return operations.filter((one) => one.tags['flowport:stack'] === slug || (one.host && hosts.has(one.host)));
}

const keyOf = ({ account, scope, type, id }: CloudObject) => JSON.stringify([account, scope, type, id]);
const nameOf = ({ type, id }: Resource) => JSON.stringify([type, id]);

/** What was made, not removed by anybody, and is there. */
export function liveResources(operations: readonly Operation[], objects: readonly CloudObject[]): Resource[] {
  const present = new Set(objects.map(keyOf));
  const live = new Map<string, Resource>();
  for (const one of operations) {
    if (one.operation === 'delete') live.delete(keyOf(one));
    else live.set(keyOf(one), { type: one.type, id: one.terraformId });
  }
  return [...live].filter(([key]) => present.has(key)).map(([, resource]) => resource);
}

/** Every instance of a managed resource, also the deposed: what a state knows is not lost. */
export function knownResources(states: readonly StateFile[]): Resource[] {
  return states.flatMap((state) =>
    state.resources
      .filter((resource) => resource.mode === 'managed')
      .flatMap(({ type, instances }) => instances.map(({ attributes }) => ({ type, id: String(attributes?.id) }))),
  );
}

export type Difference = { orphans: Resource[]; missing: Resource[] };

/**
 * Orphans are in the cloud and in no state; missing is what a state has and the cloud has not. Types of which the cloud
 * never held one (random values) live in the state alone.
 */
export function compare(
  live: readonly Resource[],
  known: readonly Resource[],
  cloudTypes: ReadonlySet<string>,
): Difference {
  const inState = new Set(known.map(nameOf));
  const inCloud = new Set(live.map(nameOf));
  return {
    orphans: live.filter((resource) => !inState.has(nameOf(resource))),
    missing: known.filter((resource) => cloudTypes.has(resource.type) && !inCloud.has(nameOf(resource))),
  };
}

/**
 * Versions of a state that somebody wrote who did not know the one before: with a serial that is not above it, or of
 * another lineage though the state had not been removed.
 */
export function staleVersions(versions: readonly StateVersion[]): StateVersion[] {
  return versions.filter(({ state }, index) => {
    const before = versions[index - 1]?.state;
    return state && before && (state.lineage !== before.lineage || state.serial <= before.serial);
  });
}

/**
 * Creates that were carried out twice: while the thing that was asked for is there already, or, in a run that was approved
 * once, after it had been made and removed again.
 */
export function duplicatesOf(operations: readonly Operation[], run: { since: string; approvals: number }): Operation[] {
  const live = new Map<string, string>();
  const madeInRun = new Map<string, number>();
  const duplicates: Operation[] = [];
  for (const one of operations) {
    const isOfRun = one.at >= run.since;
    if (one.operation === 'delete') {
      for (const [wish, key] of live) if (key === keyOf(one)) live.delete(wish);
      continue;
    }
    const made = (madeInRun.get(one.wish) ?? 0) + (isOfRun ? 1 : 0);
    madeInRun.set(one.wish, made);
    // A sub-resource of a bucket has one id however often it is put: the same put twice leaves one.
    const isSame = live.get(one.wish) === keyOf(one);
    if (isOfRun && ((live.has(one.wish) && !isSame) || (made > 1 && run.approvals <= 1 && !isSame)))
      duplicates.push(one);
    live.set(one.wish, keyOf(one));
  }
  return duplicates;
}
