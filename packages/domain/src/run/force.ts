import type { RunStatus } from './run.ts';

/**
 * So long a canceled run has to end by itself: Terraform finishes the resource in hand and saves its state, which takes
 * seconds where the cloud answers. Killed, it leaves that to recovery.
 */
export const forceGraceSeconds = 30;

/**
 * @param canceledAt since when the run is canceling.
 * @returns why the run cannot be forced to end now, in words; null when it can. Admins do not have to wait.
 */
export function forceRefusal(
  run: { status: RunStatus; canceledAt: Date; forcedAt: Date | null },
  { now, isAdmin }: { now: Date; isAdmin: boolean },
): string | null {
  if (run.status !== 'canceling') return 'Only a run that is being canceled can be forced to end.';
  if (run.forcedAt !== null) return 'It is being forced to end already.';
  const seconds = Math.ceil(forceGraceSeconds - (now.getTime() - run.canceledAt.getTime()) / 1000);
  if (isAdmin || seconds <= 0) return null;
  return `Terraform is finishing what it has in hand. If it has not ended in ${seconds} s, you can force it.`;
}
