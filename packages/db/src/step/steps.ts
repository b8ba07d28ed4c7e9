import type { Layer, StepName, StepStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { Lease } from '../lease/lease.ts';
import { notWritten } from '../notWritten.ts';

export type StepRecord = {
  id: string;
  name: StepName;
  layer: Layer | null;
  status: StepStatus;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: string | null;
  progress: { done: number; total: number; current: string | null } | null;
  /** How long it took in the last run of this kind in this target that succeeded. */
  previousSeconds: number | null;
};

export type StepKey = { runId: string; name: StepName; layer: Layer | null; lease: Lease };

/** Starts a step, or starts it anew: what it said before is cleared. @throws AppError `lease_lost`, `not_found`. */
export async function recordStepStarted(_db: Connection, _step: StepKey & { now: Date }): Promise<void> {
  return notWritten('recordStepStarted');
}

/** @throws AppError `lease_lost`, `not_found`. */
export async function recordStepProgress(
  _db: Connection,
  _step: StepKey & { progress: { done: number; total: number; current: string | null } },
): Promise<void> {
  return notWritten('recordStepProgress');
}

/** @throws AppError `lease_lost`, `not_found`. */
export async function recordStepFinished(
  _db: Connection,
  _step: StepKey & { status: 'succeeded' | 'failed' | 'skipped' | 'canceled'; error?: string; now: Date },
): Promise<void> {
  return notWritten('recordStepFinished');
}
