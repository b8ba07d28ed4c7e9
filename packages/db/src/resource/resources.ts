import type { Layer, StackResource } from '@flowport/domain';
import type { Connection, Tx } from '../database/connection.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

/** Replaces what is recorded of a layer. */
export async function saveResources(
  _tx: Tx,
  _input: { stackId: string; layer: Layer; resources: readonly Omit<StackResource, 'layer'>[]; lease: Lease },
): Promise<void> {
  return notWritten('saveResources');
}

/** By layer in its order, then by address. */
export async function listResources(_db: Connection, _stackId: string): Promise<StackResource[]> {
  return notWritten('listResources');
}

/** null before anything was recorded. */
export async function countResources(_db: Connection, _stackId: string): Promise<Record<Layer, number> | null> {
  return notWritten('countResources');
}
