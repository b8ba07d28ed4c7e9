import type { RunKind, RunStatus } from '../run/run.ts';
import { type StackStatus, stackStatusSchema } from '../stack/status.ts';

/**
 * Looks for drift that Flowport asks for itself, at once in the whole portal. A look at a large stack takes two minutes
 * of AWS, so five at once are 150 an hour, and 3,600 stacks are seen each day; more would take the workers and the
 * account's request limits from people.
 */
export const driftRunsMax = 5;

/** At once in one target: AWS limits the requests of an account, and a refresh asks for every resource. */
export const driftRunsOfTargetMax = 2;

const hourMilliseconds = 3_600_000;

/** How far a look is moved at random, to either side, so that stacks that were looked at together drift apart. */
const jitterShare = 0.1;

/** In these something of the stack exists that may be looked at, and no run is at it. A stack that failed too. */
const lookedAt: Record<StackStatus, boolean> = {
  requested: false,
  provisioning: false,
  ready: true,
  degraded: true,
  updating: false,
  destroying: false,
  retained: true,
  destroyed: false,
  failed: true,
  withdrawn: false,
  drifted: true,
  asleep: true,
};

export const driftStatuses: readonly StackStatus[] = stackStatusSchema.options.filter((status) => lookedAt[status]);

/** When the next look is due, from the end of the last run. @param random of 0 to 1. */
export function nextDriftAt(from: Date, everyHours: number, random: number): Date {
  const factor = 1 - jitterShare + 2 * jitterShare * random;
  return new Date(from.getTime() + everyHours * hourMilliseconds * factor);
}

/** When a stack that had no place in the schedule is looked at first: anywhere in the interval. @param random of 0 to 1. */
export function firstDriftAt(now: Date, everyHours: number, random: number): Date {
  return new Date(now.getTime() + everyHours * hourMilliseconds * random);
}

/** A later time than the schedule ever gives: the interval was made shorter since. */
export function latestDriftAt(now: Date, everyHours: number): Date {
  return nextDriftAt(now, everyHours, 1);
}

/**
 * In how many hours the next look is due after a run has ended; null where its end changes nothing about that. Where a
 * look itself was ended, because somebody needed the stack or did not want it, it is made up for soon.
 */
export function driftDelayHours(kind: RunKind, to: RunStatus, everyHours: number): number | null {
  switch (to) {
    case 'succeeded':
    case 'no_changes':
    case 'failed':
      return everyHours;
    case 'canceled':
    case 'discarded':
      return kind === 'drift' ? Math.min(everyHours, 1) : null;
    default:
      return null;
  }
}

/**
 * Chance that is the same whenever it is asked for: of 0 to 1, spread evenly (FNV-1a, and its bits mixed once more, as
 * similar texts would come to lie close together). Enough to spread a schedule; no secret is made of it.
 */
export function spread(seed: string): number {
  let hash = 0x811c9dc5;
  for (const character of seed) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
