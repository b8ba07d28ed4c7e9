/**
 * What providers made and removed, in its order: the witness of those who want to know whether something was made twice
 * or is left over. It is off until it is asked for, since it only grows.
 */
import { createHash } from 'node:crypto';
import type { TfObject, TfValue } from '../providers/wire/values.ts';
import type { Session } from '../providers/world.ts';
import type { CloudObject, ObjectKey } from '../store/objects.ts';

type Operation = ObjectKey & {
  at: string;
  operation: 'create' | 'delete';
  /** The `id` attribute by which Terraform's state knows it. */
  terraformId: string;
  /** The same for all creates that ask for the same thing; of a delete it is empty. */
  wish: string;
  /** From the provider block: its default tags, or the cluster that it talks to. */
  tags: Readonly<Record<string, string>>;
  host: string | undefined;
  /** Of a cluster: the host of those who talk to it. */
  endpoint: string | undefined;
};

export interface Operations {
  record(isRecording: boolean): void;
  created(session: Session, object: CloudObject, made: { input: TfObject; terraformId: string }): void;
  deleted(session: Session, object: ObjectKey, terraformId: string): void;
  /** From the given position on; the next position is that plus their number. */
  list(from: number): Operation[];
}

export function createOperations(clock: () => Date): Operations {
  const operations: Operation[] = [];
  let isOn = false;
  const add = (
    session: Session,
    { account, scope, type, id }: ObjectKey,
    rest: Pick<Operation, 'operation' | 'terraformId' | 'wish' | 'endpoint'>,
  ) => {
    if (!isOn) return;
    const { defaultTags: tags, host } = session;
    operations.push({ at: clock().toISOString(), account, scope, type, id, tags, host, ...rest });
  };
  return {
    record(isRecording) {
      isOn = isRecording;
    },
    created(session, object, { input, terraformId }) {
      if (!isOn) return;
      const { endpoint } = object.attributes;
      add(session, object, {
        operation: 'create',
        terraformId,
        wish: wishOf(object, input),
        endpoint: typeof endpoint === 'string' ? endpoint : undefined,
      });
    },
    deleted(session, object, terraformId) {
      add(session, object, { operation: 'delete', terraformId, wish: '', endpoint: undefined });
    },
    list: (from) => operations.slice(from),
  };
}

function wishOf({ scope, type }: ObjectKey, input: TfObject): string {
  return createHash('sha256')
    .update(JSON.stringify([scope, type, sorted(input)]))
    .digest('base64url');
}

function sorted(value: TfValue): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.entries(value)
    .filter(([, one]) => one !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, sorted(one as TfValue)]);
}
