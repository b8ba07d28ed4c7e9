import type { StackStatus } from '../stack/status.ts';

/**
 * What a stack is by what a look for drift found, or by what somebody let be. Only a stack that counts as well becomes
 * `drifted`: one that is degraded, failed, asleep or retained stays what it is, and shows its drift beside it.
 */
export function stackStatusByDrift(current: StackStatus, hasOpenFindings: boolean): StackStatus {
  if (current === 'ready' && hasOpenFindings) return 'drifted';
  if (current === 'drifted' && !hasOpenFindings) return 'ready';
  return current;
}
