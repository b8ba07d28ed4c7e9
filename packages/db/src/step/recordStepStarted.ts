import type { Connection } from '../database/connection.ts';
import { Prisma } from '../generated/client.ts';
import { type StepKey, writeStep } from './writeStep.ts';

/** Starts a step, or starts it anew: what it said before is cleared. @throws AppError `lease_lost`, `not_found`. */
export async function recordStepStarted(db: Connection, step: StepKey & { now: Date }): Promise<void> {
  await writeStep(db, step, [
    Prisma.sql`status = 'running', attempt = step.attempt + 1, started_at = ${step.now}, finished_at = NULL, error = NULL`,
    Prisma.sql`progress_done = NULL, progress_total = NULL, progress_current = NULL`,
  ]);
}
