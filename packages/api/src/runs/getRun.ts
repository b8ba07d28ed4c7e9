import { getRunDetail } from '@flowport/db';
import type { RunView } from '@flowport/domain';
import { notFound, sees } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { readWaiting } from '../queue/readWaiting.ts';
import { runView } from './runView.ts';

/** Everything that the page of a run shows but its plan and its log. @throws AppError `not_found`. */
export async function getRun(context: ActorContext, { runId }: { runId: string }): Promise<RunView> {
  const { db, actor, clock } = context;
  const detail = await getRunDetail(db, runId);
  if (!detail || !sees(actor, detail.run.team.id)) throw notFound('run', runId);
  return { ...runView(actor, detail, clock()), waiting: await readWaiting(context, detail) };
}
