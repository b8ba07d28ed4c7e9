import { getRunPlan } from '@flowport/db';
import { AppError, type RunPlan } from '@flowport/domain';
import { seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';

/** @throws AppError `not_found`; `conflict` while there is no plan. */
export async function getPlan(context: ActorContext, { runId }: { runId: string }): Promise<RunPlan> {
  const run = await seenRun(context, runId);
  const plan = await getRunPlan(context.db, runId);
  if (plan) return plan;
  throw new AppError('conflict', `The run ${run.id} is ${run.status.replaceAll('_', ' ')} and has no plan.`);
}
