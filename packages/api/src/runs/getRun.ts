import { getRunDetail } from '@flowport/db';
import type { RunView } from '@flowport/domain';
import { notFound, seenRun } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { runView } from './runView.ts';

/** Everything that the page of a run shows but its plan and its log. @throws AppError `not_found`. */
export async function getRun(context: ActorContext, { runId }: { runId: string }): Promise<RunView> {
  await seenRun(context, runId);
  const detail = await getRunDetail(context.db, runId);
  if (!detail) throw notFound('run', runId);
  return runView(context.actor, detail);
}
