import { z } from 'zod';
import type { DataChoice } from './dataChoice.ts';

/** One attempt to change or check a stack. */
export const runKindSchema = z.enum(['provision', 'update', 'destroy', 'drift', 'recover']);
export type RunKind = z.infer<typeof runKindSchema>;

export const runStatusSchema = z.enum([
  'queued',
  'planning',
  'awaiting_approval',
  'applying',
  'verifying',
  'succeeded',
  'no_changes',
  'discarded',
  'expired',
  'failed',
  'canceling',
  'canceled',
  'interrupted',
  'recovering',
  'waiting',
]);
export type RunStatus = z.infer<typeof runStatusSchema>;

export const finalRunStatuses = [
  'succeeded',
  'no_changes',
  'discarded',
  'expired',
  'failed',
  'canceled',
] as const satisfies readonly RunStatus[];

/** In these a run holds its stack no more, or not yet: it waits behind another one. */
export const idleRunStatuses = [...finalRunStatuses, 'waiting'] as const satisfies readonly RunStatus[];

export function isFinal(status: RunStatus): boolean {
  return (finalRunStatuses as readonly RunStatus[]).includes(status);
}

/** What the transitions read and write of a run. `version` grows by one at each transition: compare-and-set in SQL. */
export type RunState = {
  id: string;
  stackId: string;
  kind: RunKind;
  /** Of a destroy; null for all others. */
  data: DataChoice | null;
  /** Whether the stack sleeps, or is to sleep once the run has succeeded. */
  asleep?: boolean;
  status: RunStatus;
  version: number;
};
