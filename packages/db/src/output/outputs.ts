import type { Layer } from '@flowport/domain';
import type { Connection, Tx } from '../database/connection.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type OutputInput = { name: string; sensitive: boolean; value: unknown };

/** Replaces the outputs of a layer. The value of a sensitive one is dropped here, whatever the caller gave. */
export async function saveOutputs(
  _tx: Tx,
  _input: { stackId: string; layer: Layer; outputs: readonly OutputInput[]; now: Date; lease: Lease },
): Promise<void> {
  return notWritten('saveOutputs');
}

/** By layer and name; sensitive ones are left out. A layer without any is an empty object. Check with the domain's outputSchemas. */
export async function getOutputs(_db: Connection, _stackId: string): Promise<Record<Layer, Record<string, unknown>>> {
  return notWritten('getOutputs');
}
