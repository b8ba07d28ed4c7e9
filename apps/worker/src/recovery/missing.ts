import type { StateFile } from '@flowport/aws';
import type { JournalEntryRecord } from '@flowport/db';
import { isHarmlessAgain, type LayerDocument, listAddresses, whyNotImportable } from '@flowport/infra';

/** A resource that a run created, began to, or may have begun to, and that the state of its layer does not hold. */
export type Missing = {
  address: string;
  type: string;
  /** As Terraform said it; null where it was killed before it heard. Then nobody knows yet whether the resource exists. */
  id: string | null;
  /** Whether the journal tells of it: what Terraform said last is lost with the worker that heard it. */
  isTold: boolean;
  /**
   * What the state holds at the address.
   * - `nothing`
   * - `gone`: the resource that this one replaces, which is deleted.
   * - `replaced`: the resource that this one replaces, which still exists.
   */
  inState: 'nothing' | 'gone' | 'replaced';
};

/**
 * Compares what Terraform said with what it has stored: it stores its state at most each 20 seconds, and a death loses
 * what came since.
 * @param journal of one layer of one run, in its order.
 */
export function missingFromState(journal: readonly JournalEntryRecord[], state: StateFile | undefined): Missing[] {
  const created = new Map<string, { type: string; id: string | null; idKey: string }>();
  const gone = new Set<string>();
  for (const { address, action, kind, resourceType: type, idKey, idValue } of journal) {
    if (action === 'create' || action === 'replace') {
      created.set(address, { type, id: kind === 'apply_complete' ? idValue : null, idKey: idKey ?? 'id' });
    }
    if (action === 'delete' && kind === 'apply_complete' && idValue !== null) {
      gone.add(`${address} ${idValue}`);
      if (created.get(address)?.id === idValue) created.delete(address);
    }
  }
  return [...created].flatMap(([address, { type, id, idKey }]): Missing[] => {
    const held = heldIds(state, address, idKey);
    if (held.length === 0) return [{ address, type, id, isTold: true, inState: 'nothing' }];
    const current = held.filter((one) => !gone.has(`${address} ${one}`));
    if (current.length === 0) return [{ address, type, id, isTold: true, inState: 'gone' }];
    if (id === null || current.includes(id)) return [];
    return [{ address, type, id, isTold: true, inState: 'replaced' }];
  });
}

/**
 * What a layer still lacks, and nobody said whether its creation had begun. What may be made again without harm is left
 * out, and what no import brings back.
 */
export function untoldOf(
  document: LayerDocument,
  { state, missing }: { state: StateFile | undefined; missing: readonly Missing[] },
): Missing[] {
  const told = new Set(missing.map(({ address }) => address));
  return listAddresses(document)
    .filter(
      ({ address, type }) => !told.has(address) && heldIds(state, address, 'id').length === 0 && isLookedFor(type),
    )
    .map(({ address, type }) => ({ address, type, id: null, isTold: false, inState: 'nothing' }));
}

function isLookedFor(type: string): boolean {
  return whyNotImportable(type) === undefined && !isHarmlessAgain(type);
}

/** The ids of all objects that a state holds at an address, those that a replacement left behind included. */
function heldIds(state: StateFile | undefined, address: string, idKey: string): string[] {
  const resources = state?.resources.filter(
    ({ mode, type, name }) => mode === 'managed' && `${type}.${name}` === address,
  );
  return (resources ?? []).flatMap(({ instances }) =>
    instances.map(({ attributes }) => {
      const id = attributes?.[idKey] ?? attributes?.id;
      return typeof id === 'string' ? id : '';
    }),
  );
}
