import { z } from 'zod';
import type { RunKind, RunState, RunStatus } from '../run/run.ts';

export const stackStatusSchema = z.enum([
  'requested',
  'provisioning',
  'ready',
  'degraded',
  'updating',
  'destroying',
  'retained',
  'destroyed',
  'failed',
  'withdrawn',
  'drifted',
  'asleep',
]);
export type StackStatus = z.infer<typeof stackStatusSchema>;

/** In these nothing of the stack exists, and its slug is free again. */
export const goneStatuses = ['destroyed', 'withdrawn'] as const satisfies readonly StackStatus[];

export function isGone(status: StackStatus): boolean {
  return (goneStatuses as readonly StackStatus[]).includes(status);
}

const changeableStatuses = [
  'ready',
  'degraded',
  'failed',
  'retained',
  'drifted',
  'asleep',
] as const satisfies readonly StackStatus[];

/**
 * In these a change or a destroy may be asked for: a failed stack is repaired by a change, and one whose data alone was
 * retained gets its compute back.
 */
export function mayChange(status: StackStatus): boolean {
  return (changeableStatuses as readonly StackStatus[]).includes(status);
}

const whileApplying: Partial<Record<RunKind, StackStatus>> = {
  provision: 'provisioning',
  update: 'updating',
  recover: 'updating',
  destroy: 'destroying',
};

/**
 * What a stack is once its run has moved on. A stack that was asked for and never applied is `withdrawn`; a change that
 * was not carried out leaves the stack as it was. One whose change is applied and does not pass its checks is
 * `degraded`: only a verification makes a stack `ready`.
 */
export function stackStatusAfter(
  { kind, data, asleep }: Pick<RunState, 'kind' | 'data' | 'asleep'>,
  { from, to }: { from: RunStatus; to: RunStatus },
  current: StackStatus,
): StackStatus {
  // A run that waits is none of the stack's business yet.
  if (kind === 'drift' || from === 'waiting') return current;
  switch (to) {
    case 'applying':
    case 'recovering':
      return whileApplying[kind] ?? current;
    case 'succeeded':
      if (kind === 'destroy') return afterDestroy(data);
      return asleep ? 'asleep' : 'ready';
    case 'no_changes':
      if (kind === 'destroy') return afterDestroy(data);
      if (current === 'requested') return 'withdrawn';
      return isInProgress(current) ? 'degraded' : current;
    case 'discarded':
    case 'expired':
    case 'canceled':
      if (current === 'requested') return 'withdrawn';
      return isInProgress(current) ? 'failed' : current;
    case 'failed':
      if (kind !== 'destroy' && from === 'verifying') return 'degraded';
      return current === 'requested' || isInProgress(current) ? 'failed' : current;
    default:
      return current;
  }
}

function afterDestroy(data: RunState['data']): StackStatus {
  return data === 'retain' ? 'retained' : 'destroyed';
}

function isInProgress(status: StackStatus): boolean {
  return status === 'provisioning' || status === 'updating' || status === 'destroying';
}
