import { mayChange, type StackStatus } from '../stack/status.ts';
import type { RunKind, RunState, RunStatus } from './run.ts';

export const retriedStatuses = ['failed', 'canceled', 'discarded', 'expired'] as const satisfies readonly RunStatus[];

/** Which run tries another one again, or why none can. */
export type Retry = { kind: RunKind } | { refusedBecause: string };

/**
 * A new run from where things stand. One that was to make a stack becomes a change where something of the stack may exist
 * already; where nothing was ever made, it asks for the stack once more.
 * @param stack `isLatest`: no newer run of the stack, looks for drift apart, has come after this one.
 */
export function mayRetry(
  run: Pick<RunState, 'kind' | 'status'>,
  stack: { status: StackStatus; isLatest: boolean },
): Retry {
  if (!(retriedStatuses as readonly RunStatus[]).includes(run.status)) {
    return { refusedBecause: 'Only a run that failed, was canceled or discarded, or expired can be tried again.' };
  }
  if (!stack.isLatest) {
    return { refusedBecause: 'A newer run of this stack has come since; what this one wanted may be over.' };
  }
  if (run.kind === 'provision' && stack.status === 'withdrawn') return { kind: 'provision' };
  if (!mayChange(stack.status)) return { refusedBecause: `The stack is ${stack.status}.` };
  return { kind: run.kind === 'provision' ? 'update' : run.kind };
}
