import { z } from 'zod';
import { blockAddress, instanceId, type StateDocument, type StateEntry, stateEntries } from './stateDocument.ts';

/** What becomes of one entry of a state that goes back to an older version of itself. */
export const entryFateSchema = z.enum(['returns', 'reverts', 'stays', 'kept', 'moved']);
export type EntryFate = z.infer<typeof entryFateSchema>;

export const restoredEntrySchema = z.object({ address: z.string(), fate: entryFateSchema });
export type RestoredEntry = z.infer<typeof restoredEntrySchema>;

/**
 * The state that a roll back writes: the old version, and whatever the present one knows besides, so that nothing that
 * exists is ever lost track of.
 * - `returns`: the old version alone knows it; it is known again.
 * - `reverts`: both know the same object; it is as the old version has it, and the plan reads it anew.
 * - `stays`: the present state alone knows it. It exists, so it stays known, and the plan says what to do with it.
 * - `kept`: both have the address with different objects behind it. The present one stays, or nobody would know it.
 * - `moved`: the old version knows it at another address than the present one. It stays where it is: known twice, it
 *   could be destroyed through one of its addresses.
 *
 * The lineage is the present one, and the serial one above it, so that Terraform takes it for the next version. Outputs
 * that exist stay, since other layers read them; the apply makes them anew.
 * @returns the state, and the entries that are not as they were in the present one.
 */
export function restoredState(
  old: StateDocument,
  present: StateDocument | undefined,
): { state: StateDocument; entries: RestoredEntry[] } {
  const base = present ?? { ...old, resources: [], outputs: {} };
  const now = new Map(stateEntries(base).map((entry) => [entry.key, entry]));
  const known = new Set([...now.values()].flatMap((entry) => objectOf(entry) ?? []));
  const chosen = new Map(now);
  const entries: RestoredEntry[] = [];
  for (const entry of stateEntries(old)) {
    const fate = fateOf(entry, now.get(entry.key), known);
    if (fate === undefined) continue;
    if (fate === 'returns' || fate === 'reverts') chosen.set(entry.key, entry);
    entries.push({ address: entry.key, fate });
  }
  const then = new Set(stateEntries(old).map(({ key }) => key));
  for (const key of now.keys()) if (!then.has(key)) entries.push({ address: key, fate: 'stays' });
  return {
    state: {
      ...base,
      serial: base.serial + 1,
      outputs: { ...old.outputs, ...base.outputs },
      resources: [...base.resources.filter(({ mode }) => mode === 'data'), ...blocksOf([...chosen.values()], base)],
    },
    entries: entries.sort((left, right) => (left.address < right.address ? -1 : 1)),
  };
}

/** Undefined for what is the same in both. */
function fateOf(old: StateEntry, present: StateEntry | undefined, known: ReadonlySet<string>): EntryFate | undefined {
  if (present === undefined) return known.has(objectOf(old) ?? '') ? 'moved' : 'returns';
  if (instanceId(old.instance) !== instanceId(present.instance)) return 'kept';
  return JSON.stringify(old.instance) === JSON.stringify(present.instance) ? undefined : 'reverts';
}

/** Some types give the same id to all of their objects; those cannot be told apart by it. */
function objectOf({ type, instance }: StateEntry): string | undefined {
  const id = instanceId(instance);
  return id === null || id === '' || id === 'none' ? undefined : `${type} ${id}`;
}

/** Instances put back into their blocks, which are the present state's where it has them. */
function blocksOf(entries: readonly StateEntry[], present: StateDocument): StateDocument['resources'] {
  const own = new Map(present.resources.map((block) => [blockAddress(block), block]));
  const blocks = new Map<string, StateDocument['resources'][number]>();
  for (const { block, instance } of entries) {
    const address = blockAddress(block);
    const grown = blocks.get(address) ?? { ...(own.get(address) ?? block), instances: [] };
    blocks.set(address, { ...grown, instances: [...grown.instances, instance] });
  }
  return [...blocks.values()];
}
