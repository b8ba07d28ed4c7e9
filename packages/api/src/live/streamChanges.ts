import { getRun } from '@flowport/db';
import { isFinal, type RunChange } from '@flowport/domain';
import { teamScope } from '../access/scope.ts';
import { countApprovals } from '../approvals/countApprovals.ts';
import type { ActorContext } from '../context.ts';
import { createAlarm } from './alarm.ts';
import { heartbeatSeconds, type StreamEvent } from './sse.ts';

/** The counts of the inbox need a look at every waiting run. */
const countMilliseconds = 1000;

/**
 * Steps move on many times a second; a page that reloads its run four times a second is live enough. What somebody waits
 * for, another status of the run that is watched, is told at once.
 */
const pauseMilliseconds = 250;

/**
 * What changes, as hints to read again: `run` with a RunChange, and `approvals` with the counts of the inbox, first at
 * once and then whenever they differ; `notifications` when a team of the actor was told of something. With `runId` it tells of that run alone, begins with how it is and ends when it is
 * final; without, of every run that the actor sees. `missed` says that hints may have been lost. Ends when `signal` is
 * aborted.
 */
export async function* streamChanges(
  context: ActorContext,
  options: { runId?: string; signal: AbortSignal; heartbeatMilliseconds?: number },
): AsyncGenerator<StreamEvent, void> {
  const { runId, signal } = options;
  const quietMilliseconds = options.heartbeatMilliseconds ?? heartbeatSeconds * 1000;
  const alarm = createAlarm(signal);
  const inbox = createInboxWatch(context);
  const changed = new Set<string>(runId === undefined ? [] : [runId]);
  let missed = false;
  let told = false;
  const pause = createAlarm(signal);
  const onChange = (id: string | undefined) => {
    if (id === undefined) missed = true;
    else if (runId === undefined || id === runId) changed.add(id);
    alarm.wake();
  };
  const unsubscribes = await Promise.all([
    context.events.subscribe('flowport_run', (id) => {
      inbox.mayHaveChanged();
      if (runId !== undefined && id === runId) pause.wake();
      onChange(id);
    }),
    context.events.subscribe('flowport_step', (id) => {
      if (runId === undefined || id === undefined || id === runId) onChange(id);
    }),
    context.events.subscribe('flowport_team', (id) => {
      if (runId !== undefined || id === undefined || !context.actor.teamIds.includes(id)) return;
      told = true;
      alarm.wake();
    }),
  ]);
  try {
    while (!signal.aborted) {
      if (missed) yield { event: 'missed', data: {} };
      if (told) yield { event: 'notifications', data: {} };
      told = false;
      if (missed && runId !== undefined) changed.add(runId);
      missed = false;
      const ids = [...changed];
      changed.clear();
      let ended = false;
      for (const id of ids) {
        const change = await readChange(context, id);
        if (change) yield { event: 'run', id: `${change.runId}:${change.version}`, data: change };
        ended ||= change !== undefined && runId !== undefined && isFinal(change.status);
      }
      const counts = await inbox.look(ended);
      if (counts) yield { event: 'approvals', data: counts };
      if (ended) return yield { event: 'end', data: { runId } };
      const milliseconds = Math.min(quietMilliseconds, inbox.dueIn());
      const slept = await alarm.sleep(milliseconds);
      if (slept === 'quiet' && milliseconds === quietMilliseconds) yield 'heartbeat';
      if (slept === 'woken') await pause.sleep(pauseMilliseconds);
    }
  } finally {
    for (const unsubscribe of unsubscribes) unsubscribe();
  }
}

/** Counts the inbox no more often than it has to, and tells the counts only when they differ. */
function createInboxWatch(context: ActorContext) {
  let stale = true;
  let countedAt = Number.NEGATIVE_INFINITY;
  let told = '';
  return {
    mayHaveChanged(): void {
      stale = true;
    },
    /** How long until a look is due; endless while nothing has changed. */
    dueIn(): number {
      if (!stale) return Number.POSITIVE_INFINITY;
      return Math.max(0, countedAt + countMilliseconds - performance.now());
    },
    /** @returns the counts when they are new; undefined when they are not, or when it is too early to look. */
    async look(atOnce: boolean) {
      if (!stale || (!atOnce && this.dueIn() > 0)) return undefined;
      stale = false;
      countedAt = performance.now();
      const counts = await countApprovals(context);
      if (JSON.stringify(counts) === told) return undefined;
      told = JSON.stringify(counts);
      return counts;
    },
  };
}

async function readChange({ db, actor }: ActorContext, runId: string): Promise<RunChange | undefined> {
  const run = await getRun(db, runId);
  const { teamIds } = teamScope(actor);
  if (!run || (teamIds && !teamIds.includes(run.team.id))) return undefined;
  return { runId: run.id, stackId: run.stack.id, status: run.status, version: run.version };
}
