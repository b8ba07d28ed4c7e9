import type { StackParameters } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';

export type InsertStackInput = {
  slug: string;
  teamId: string;
  targetId: string;
  ownerId: string;
  description: string;
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  cost: { floorCents: number; ceilingCents: number };
  now: Date;
  ids: IdSource;
};

/**
 * Records a stack and its provision run with steps, history and audit events, and puts the run into the queue.
 * The target is locked meanwhile, so that two requests can take neither one slug nor overlapping networks.
 * @throws AppError `not_found` for team or target; `conflict` with the field issue for a slug that is taken or a network that overlaps.
 */
export async function insertStackWithRun(
  _tx: Tx,
  input: InsertStackInput,
): Promise<{ stackId: string; runId: string }> {
  return notWritten(`insertStackWithRun ${input.slug}`);
}
