import type { RunEvent, RunState } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type AdvanceRunInput = {
  runId: string;
  event: RunEvent;
  now: Date;
  ids: IdSource;
  /** A worker's; a stale one is refused with `lease_lost`. People and sweepers have none. */
  lease?: Lease;
  /** Refuses when the run has moved on: `conflict` for the version, `approval_void` for the digest. */
  expect?: { version?: number; digest?: string };
  /** Shown on the run's page: why it failed, or why it needs another approval. Kept until the next transition sets or clears it. */
  error?: string;
  pauseReason?: string;
};

/**
 * The one place where the status of a run, and with it of its stack, is assigned.
 * @throws AppError `not_found`, `conflict`, `lease_lost`, `approval_void`.
 */
export async function advanceRun(_tx: Tx, input: AdvanceRunInput): Promise<RunState> {
  return notWritten(`advanceRun ${input.runId}`);
}
