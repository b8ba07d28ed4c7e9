import { systemUserId } from '../access/systemUser.ts';
import type { RunKind, RunStatus } from './run.ts';
import { nextStatus } from './transitions.ts';

/** The run that has a stack, as whoever asks for another one has to know it. */
export type StackHolder = {
  kind: RunKind;
  status: RunStatus;
  requestedById: string;
  /** A part of it was applied: what it left is only put right by its own end. */
  hasApplied: boolean;
};

/**
 * - `start`: nothing is in the way.
 * - `supersede`: nobody has decided on what is in the way, so the newer request takes its place.
 * - `yield`: what is in the way only looked, for Flowport itself; it is canceled, and the new run waits for that.
 * - `wait`: the new run waits behind it.
 * - `refuse`: it is being worked on.
 */
export type Room = 'start' | 'supersede' | 'yield' | 'wait' | 'refuse';

/** What Flowport asked for by itself, and every look for drift, stands back behind what people ask for. */
export function isBackground(run: Pick<StackHolder, 'kind' | 'requestedById'>): boolean {
  return run.kind === 'drift' || run.requestedById === systemUserId;
}

/** Whether a newer request may take the place of the run: nobody has decided on it, and nothing of it was applied. */
export function isUndecided({ status, hasApplied }: Pick<StackHolder, 'status' | 'hasApplied'>): boolean {
  return !hasApplied && nextStatus(status, 'supersede') !== undefined;
}

/**
 * Whether a run that is asked for gets its stack. What runs in the background never takes it from anybody. Whoever asks
 * to queue takes the place of nobody but the background.
 * @param ifBusy what the requester wants where the stack is being worked on.
 */
export function roomFor(
  asked: Pick<StackHolder, 'kind' | 'requestedById'> & { ifBusy: 'refuse' | 'queue' },
  inTheWay: StackHolder | undefined,
): Room {
  if (!inTheWay) return 'start';
  if (isBackground(asked)) return 'refuse';
  const mayTake = isUndecided(inTheWay);
  if (isBackground(inTheWay) && !inTheWay.hasApplied) {
    if (mayTake) return 'supersede';
    if (nextStatus(inTheWay.status, 'cancel') !== undefined) return 'yield';
    if (inTheWay.status === 'canceling') return 'wait';
  }
  if (asked.ifBusy === 'queue') return 'wait';
  return mayTake ? 'supersede' : 'refuse';
}

/** What is in the way, for a sentence: which run, whose, in what status and since when. */
export function inTheWayWords(run: { id: string; kind: RunKind; status: RunStatus; by: string; since: Date }): string {
  const since = run.since.toISOString().slice(0, 16).replace('T', ' ');
  return `The ${run.kind} run ${run.id} by ${run.by} is ${run.status.replaceAll('_', ' ')} since ${since} UTC.`;
}
