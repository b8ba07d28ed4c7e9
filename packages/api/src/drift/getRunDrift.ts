import { getRunDrift as readRunDrift } from '@flowport/db';
import type { RunDriftView } from '@flowport/domain';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';

/** What a run has to do with drift. @throws AppError `not_found`. */
export async function getRunDrift(context: ActorContext, { runId }: { runId: string }): Promise<RunDriftView> {
  const run = await seenRun(context, runId);
  const { reconciles, ...rest } = await readRunDrift(context.db, run.id);
  return { ...rest, reconciles: reconciles && { ...reconciles, at: reconciles.at.toISOString() } };
}
