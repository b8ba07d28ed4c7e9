import { z } from 'zod';
import type { RunKind, RunStatus } from '../run/run.ts';

export const stackStatusSchema = z.enum([
  'requested',
  'provisioning',
  'ready',
  'degraded',
  'updating',
  'destroying',
  'destroyed',
  'failed',
  'withdrawn',
]);
export type StackStatus = z.infer<typeof stackStatusSchema>;

/** In these nothing of the stack exists, and its slug is free again. */
export const goneStatuses = ['destroyed', 'withdrawn'] as const satisfies readonly StackStatus[];

export function isGone(status: StackStatus): boolean {
  return (goneStatuses as readonly StackStatus[]).includes(status);
}

/** In these a change may be asked for; a failed stack is repaired by a change or removed by a destroy. */
export function mayChange(status: StackStatus): boolean {
  return status === 'ready' || status === 'degraded' || status === 'failed';
}

const whileApplying: Partial<Record<RunKind, StackStatus>> = {
  provision: 'provisioning',
  update: 'updating',
  destroy: 'destroying',
};

/**
 * What a stack is once its run has moved on. A stack that was asked for and never applied is `withdrawn`; a change that
 * was not carried out leaves the stack as it was. One whose change is applied and does not pass its checks is
 * `degraded`: only a verification makes a stack `ready`.
 */
export function stackStatusAfter(
  kind: RunKind,
  { from, to }: { from: RunStatus; to: RunStatus },
  current: StackStatus,
): StackStatus {
  if (kind === 'drift') return current;
  switch (to) {
    case 'applying':
    case 'recovering':
      return whileApplying[kind] ?? current;
    case 'succeeded':
      return kind === 'destroy' ? 'destroyed' : 'ready';
    case 'no_changes':
      if (kind === 'destroy') return 'destroyed';
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

function isInProgress(status: StackStatus): boolean {
  return status === 'provisioning' || status === 'updating' || status === 'destroying';
}
