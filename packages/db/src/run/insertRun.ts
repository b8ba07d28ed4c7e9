import type { RunKind, StackParameters } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';

export type InsertRunInput = {
  stackId: string;
  kind: Exclude<RunKind, 'provision'>;
  requestedById: string;
  reason: string;
  /** Wanted; for destroy and drift those of the stack. */
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  cost: { floorCents: number; ceilingCents: number };
  /** The version of the stack that the request was made from. */
  stackVersion?: number;
  supersedesId?: string;
  now: Date;
  ids: IdSource;
};

/**
 * Records a run of an existing stack with its planned steps, history and audit event, and puts it into the queue.
 * @throws AppError `not_found`; `conflict` when the stack has an active run, is not as it was (`stackVersion`), or when
 * the wanted network overlaps another stack's.
 */
export async function insertRun(_tx: Tx, input: InsertRunInput): Promise<{ runId: string }> {
  return notWritten(`insertRun ${input.stackId}`);
}
