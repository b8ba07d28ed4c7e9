import type { CheckView } from '@flowport/domain';
import { count, enumerate } from '#format/words.ts';

export type CheckOutcome = CheckView['status'] | 'unchecked';

/** The worst of them says how the target stands. */
export function overallOutcome(checks: readonly Pick<CheckView, 'status'>[]): CheckOutcome {
  for (const status of ['failed', 'warning', 'passed'] as const) {
    if (checks.some((check) => check.status === status)) return status;
  }
  return 'unchecked';
}

/** "1 passed, 2 failed and 1 skipped": what a screen reader is told when a check has ended. */
export function outcomeInWords(checks: readonly Pick<CheckView, 'status'>[]): string {
  const parts = (['failed', 'warning', 'passed', 'skipped'] as const).flatMap((status) => {
    const number = checks.filter((check) => check.status === status).length;
    if (number === 0) return [];
    return [status === 'warning' ? count(number, 'warning') : `${number} ${status}`];
  });
  return parts.length === 0 ? 'nothing to check' : enumerate(parts);
}
