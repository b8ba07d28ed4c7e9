import { getRun } from '@flowport/db';
import { isFinal, type RunStatus } from '@flowport/domain';
import { teamScope } from '../access/scope.ts';
import { countApprovals } from '../approvals/countApprovals.ts';
import type { ActorContext } from '../context.ts';
import { createAlarm } from './alarm.ts';
import { heartbeatSeconds, type StreamEvent } from './sse.ts';

export type RunChange = { runId: string; stackId: string; status: RunStatus; version: number };

/** Steps report progress many times a second; a page that reloads its run four times a second is live enough. */
const pauseMilliseconds = 250;

/**
 * What changes, as hints to read again: `run` with a RunChange, and `approvals` with the counts of the inbox, first at
 * once and then whenever they differ. With `runId` it tells of that run alone and ends when it is final; without, of
 * every run that the actor sees. Ends when `signal` is aborted.
 */
export async function* streamChanges(
  context: ActorContext,
  options: { runId?: string; signal: AbortSignal; heartbeatMilliseconds?: number },
): AsyncGenerator<StreamEvent, void> {
  const { runId, signal } = options;
  const quietMilliseconds = options.heartbeatMilliseconds ?? heartbeatSeconds * 1000;
  const alarm = createAlarm(signal);
  const changed = new Set<string>(runId === undefined ? [] : [runId]);
  const unsubscribe = await context.events.subscribe('flowport_run', (id) => {
    if (id !== undefined) changed.add(id);
    else if (runId !== undefined) changed.add(runId);
    alarm.wake();
  });
  try {
    let counts = '';
    while (!signal.aborted) {
      const ids = [...changed].filter((id) => runId === undefined || id === runId);
      changed.clear();
      let ended = false;
      for (const id of ids) {
        const change = await readChange(context, id);
        if (change) yield { event: 'run', id: `${change.runId}:${change.version}`, data: change };
        ended ||= change !== undefined && runId !== undefined && isFinal(change.status);
      }
      const approvals = await countApprovals(context);
      if (JSON.stringify(approvals) !== counts) yield { event: 'approvals', data: approvals };
      counts = JSON.stringify(approvals);
      if (ended) return yield { event: 'end', data: { runId } };
      if ((await alarm.sleep(quietMilliseconds)) === 'quiet') yield 'heartbeat';
      else await pause(signal);
    }
  } finally {
    unsubscribe();
  }
}

async function readChange({ db, actor }: ActorContext, runId: string): Promise<RunChange | undefined> {
  const run = await getRun(db, runId);
  const { teamIds } = teamScope(actor);
  if (!run || (teamIds && !teamIds.includes(run.team.id))) return undefined;
  return { runId: run.id, stackId: run.stack.id, status: run.status, version: run.version };
}

async function pause(signal: AbortSignal): Promise<void> {
  await createAlarm(signal).sleep(pauseMilliseconds);
}
