import type { StepStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storableText } from '../database/storable.ts';
import { Prisma } from '../generated/client.ts';
import { type StepKey, writeStep } from './writeStep.ts';

export type StepEnd = Exclude<StepStatus, 'pending' | 'running'>;

/** @throws AppError `lease_lost`, `not_found`. */
export async function recordStepFinished(
  db: Connection,
  step: StepKey & { status: StepEnd; error?: string; now: Date },
): Promise<void> {
  const error = step.error === undefined ? null : storableText(step.error);
  await writeStep(db, step, [
    Prisma.sql`status = ${step.status}::step_status, finished_at = ${step.now}, error = ${error}`,
  ]);
}
