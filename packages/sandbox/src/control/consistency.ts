/**
 * Eventual consistency as a fault that is switched on by type: the services that look a new object up do not find it yet,
 * as it is with IAM's and EC2's for some seconds. Counted in looks and not in time, so that it can be repeated. Terraform's
 * own refresh is no such look: the real providers wait in a create until they can read what they made.
 */
import type { ObjectKey } from '../store/objects.ts';

export interface Consistency {
  /** New objects of the type are missed by that many looks; 0 switches it off. */
  set(type: string, looks: number): void;
  clear(): void;
  settings(): Record<string, number>;
  /** An object has just been created. */
  begin(key: ObjectKey): void;
  /** Whether a look at the object finds it; each counts. */
  isSeen(key: ObjectKey): boolean;
}

export function createConsistency(): Consistency {
  const settings = new Map<string, number>();
  const hidden = new Map<string, number>();
  const nameOf = ({ account, scope, type, id }: ObjectKey) => [account, scope, type, id].join('\n');
  return {
    set(type, looks) {
      if (looks === 0) settings.delete(type);
      else settings.set(type, looks);
    },
    clear() {
      settings.clear();
      hidden.clear();
    },
    settings: () => Object.fromEntries(settings),
    begin(key) {
      const looks = settings.get(key.type);
      if (looks !== undefined) hidden.set(nameOf(key), looks);
    },
    isSeen(key) {
      const name = nameOf(key);
      const left = hidden.get(name) ?? 0;
      if (left === 0) return true;
      if (left === 1) hidden.delete(name);
      else hidden.set(name, left - 1);
      return false;
    },
  };
}
