import type { CheckRecord } from '@flowport/db';

/** One thing that was looked at after the apply, and what came of it. */
export type CheckResult = Omit<CheckRecord, 'checkedAt'>;

export function passed(name: string, title: string, detail: string): CheckResult {
  return { name, title, status: 'passed', detail, remedy: null };
}

export function failed(name: string, title: string, detail: string, remedy: string): CheckResult {
  return { name, title, status: 'failed', detail, remedy };
}
