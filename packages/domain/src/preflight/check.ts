import type { CheckView } from '../target/view.ts';

/** One thing that was looked at, before or after an apply, and what came of it. */
export type CheckResult = Omit<CheckView, 'checkedAt'>;

/** What a check is called: `name` in records and APIs, `title` for people. */
export type CheckName = Pick<CheckResult, 'name' | 'title'>;

export function passed({ name, title }: CheckName, detail: string): CheckResult {
  return { name, title, status: 'passed', detail, remedy: null };
}

/** @param remedy what somebody can do about it; a failed check without one helps nobody */
export function failed({ name, title }: CheckName, detail: string, remedy: string): CheckResult {
  return { name, title, status: 'failed', detail, remedy };
}

/** For what stops nothing today, or could not be looked at. */
export function warned({ name, title }: CheckName, detail: string, remedy: string): CheckResult {
  return { name, title, status: 'warning', detail, remedy };
}

/** @param detail why it was not looked at */
export function skipped({ name, title }: CheckName, detail: string): CheckResult {
  return { name, title, status: 'skipped', detail, remedy: null };
}
