import type { Connection } from '../database/connection.ts';
import { storableText } from '../database/storable.ts';
import { Prisma } from '../generated/client.ts';
import type { StepProgress } from './record.ts';
import { type StepKey, writeStep } from './writeStep.ts';

/** @throws AppError `lease_lost`, `not_found`. */
export async function recordStepProgress(db: Connection, step: StepKey & { progress: StepProgress }): Promise<void> {
  const { done, total, current } = step.progress;
  const what = current === null ? null : storableText(current);
  await writeStep(db, step, [
    Prisma.sql`progress_done = ${done}, progress_total = ${total}, progress_current = ${what}`,
  ]);
}
