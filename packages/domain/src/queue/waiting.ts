import { z } from 'zod';
import type { RunKind, RunStatus } from '../run/run.ts';

/** A run that is in another one's way; `slug` is null where the reader may not know whose it is. */
export type HoldingRun = { runId: string; kind: RunKind; slug: string | null };

/** What decides why a run waits, as the database knows it at `now`. */
export type WaitingFacts = {
  status: RunStatus;
  now: Date;
  /** Of the run's job among all that wait, by the queue's own order; `dueAt` lies ahead after a failed attempt. */
  place: { position: number; of: number; dueAt: Date } | null;
  /** A worker has taken its job, or holds its lease. */
  isTaken: boolean;
  /** The run that the worker who holds this one's stack is at: the queue takes no second job of a stack. */
  stackBusyWith: HoldingRun | null;
  /** The run that this one waits behind, where it is not yet in the queue. */
  behind: (HoldingRun & { status: RunStatus }) | null;
  target: { name: string; runsMax: number; holders: HoldingRun[] };
  /** Of those that are alive. `slots` are of those that take runs, `busy` of these the taken ones. */
  workers: { alive: number; active: number; slots: number; busy: number };
  /** The run's last worker, where it was noticed to be dead and nobody has taken over yet. */
  lost: { reason: string; at: Date } | null;
  /** The run's worker, where its lease has run out and nobody has noticed yet. */
  silentWorkerId: string | null;
  approval: {
    requesterName: string;
    selfApproval: boolean;
    needed: number;
    approverNames: readonly string[];
    expiresAt: Date | null;
  };
};

export const waitingViewSchema = z.object({
  position: z.int().nullable().describe('In the queue, from 1; null where it is not the queue that it waits for'),
  of: z.int().nullable().describe('How many wait in the queue'),
  sentence: z.string().describe('Why the run waits, in words'),
});
export type WaitingView = z.infer<typeof waitingViewSchema>;

/** Why a run does not go on; null where it does, or has ended. */
export function waitingOf(facts: WaitingFacts): WaitingView | null {
  const { status, place } = facts;
  switch (status) {
    case 'waiting':
      return outside(behindSentence(facts));
    case 'awaiting_approval':
      return outside(approvalSentence(facts));
    case 'queued':
    case 'interrupted':
    case 'planning':
    case 'applying':
    case 'verifying':
    case 'recovering':
    case 'canceling': {
      if (facts.silentWorkerId !== null) return outside(silentSentence(facts.silentWorkerId));
      if (facts.isTaken) return null;
      const sentence = [lostSentence(facts), queueSentence(facts)].filter((part) => part !== null).join(' ');
      return { position: place?.position ?? null, of: place?.of ?? null, sentence };
    }
    case 'succeeded':
    case 'no_changes':
    case 'discarded':
    case 'expired':
    case 'failed':
    case 'canceled':
      return null;
  }
}

function outside(sentence: string): WaitingView {
  return { position: null, of: null, sentence };
}

function behindSentence({ behind }: WaitingFacts): string {
  if (!behind) return 'The run before it has ended; it is put into the queue within a minute.';
  return `It waits for the ${behind.kind} of this stack, which is ${words(behind.status)}, and is put into the queue when that has ended.`;
}

function approvalSentence({ approval, now }: WaitingFacts): string {
  const { requesterName, selfApproval, needed, approverNames, expiresAt } = approval;
  const missing = Math.max(1, needed - approverNames.length);
  const others = selfApproval || approverNames.includes(requesterName) ? [] : [requesterName];
  const excluded = [...others, ...approverNames];
  const who = `${missing === 1 ? 'An approver or admin' : `${missing} approvers or admins`}${
    excluded.length === 0 ? '' : ` other than ${enumerate(excluded)}`
  }`;
  const verb = missing === 1 ? 'has' : 'have';
  const expiry = expiresAt === null ? '' : ` Undecided, it expires ${until(expiresAt, now)}.`;
  return `${who} ${verb} to decide on its plan.${expiry}`;
}

function silentSentence(workerId: string): string {
  return `Its worker ${workerId} has stopped answering; another one takes over within seconds.`;
}

function lostSentence({ lost, now }: WaitingFacts): string | null {
  return lost && `${lost.reason} That was noticed ${ago(lost.at, now)}.`;
}

/** The first thing that is in the way; whatever comes after it would not help. */
function queueSentence(facts: WaitingFacts): string {
  const { workers, place, now, stackBusyWith, target } = facts;
  if (workers.alive === 0) return 'No worker is running, so nothing is taken from the queue. Start one.';
  if (workers.active === 0) {
    const all = workers.alive === 1 ? 'The only worker is' : `All ${workers.alive} workers are`;
    return `${all} paused or draining, so nothing is taken from the queue. An admin can let them go on.`;
  }
  if (!place) return 'It has lost its place in the queue and is put into it again within two minutes.';
  if (place.dueAt.getTime() > now.getTime() + 1000) {
    return `It could not be started yet and is tried again ${until(place.dueAt, now)}.`;
  }
  if (stackBusyWith) return `A worker is still at the ${stackBusyWith.kind} of this stack.`;
  if (target.holders.length >= target.runsMax) {
    const runs = target.runsMax === 1 ? 'one run' : `${target.runsMax} runs`;
    return `The target ${target.name} allows ${runs} at once, and the place${target.runsMax === 1 ? ' is' : 's are'} taken by ${holderNames(target.holders)}.`;
  }
  if (workers.busy >= workers.slots) {
    const all = workers.active === 1 ? 'The worker is' : `All ${workers.active} workers are`;
    return `${all} busy with ${workers.busy === 1 ? 'a run' : `${workers.busy} runs`}; it starts when one has ended.`;
  }
  if (place.position > 1) return 'A worker takes it as soon as it has taken those before it.';
  return 'A worker takes it at any moment.';
}

/** Runs of teams that the reader does not see are counted only. */
function holderNames(holders: readonly HoldingRun[]): string {
  const seen = holders.flatMap(({ slug }) => (slug === null ? [] : [slug]));
  const unseen = holders.length - seen.length;
  const named = seen.slice(0, namesMax);
  const more = seen.length - named.length;
  return enumerate([
    ...named,
    ...(more > 0 ? [`${more} more`] : []),
    ...(unseen > 0 ? [unseen === 1 ? 'a run of another team' : `${unseen} runs of other teams`] : []),
  ]);
}

/** More names than this say no more. */
const namesMax = 5;

function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function words(status: RunStatus): string {
  return status.replaceAll('_', ' ');
}

function until(at: Date, now: Date): string {
  const milliseconds = at.getTime() - now.getTime();
  return milliseconds <= 0 ? 'now' : `in ${duration(milliseconds)}`;
}

function ago(at: Date, now: Date): string {
  const milliseconds = now.getTime() - at.getTime();
  return milliseconds < 1000 ? 'just now' : `${duration(milliseconds)} ago`;
}

function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  // In the largest unit of which there are two, so that little is lost by rounding.
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? units[3];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
