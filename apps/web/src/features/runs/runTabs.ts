import { isFinal, type RunView } from '@flowport/domain';
import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';

const runTabs = ['plan', 'log', 'history'] as const;
export type RunTab = (typeof runTabs)[number];

const runTabParsers = { tab: parseAsStringLiteral(runTabs), step: parseAsString };
export const loadRunTab = createLoader(runTabParsers);

/** What one came to see when the address does not say: the log while something runs or went wrong, else the plan. */
export function defaultTab(run: Pick<RunView, 'status' | 'digest'>): RunTab {
  if (run.digest === null) return 'log';
  if (run.status === 'awaiting_approval') return 'plan';
  if (!isFinal(run.status) || run.status === 'failed') return 'log';
  return 'plan';
}

/** Whether there is a plan to show: from the moment when planning has ended. */
export function hasPlan(run: Pick<RunView, 'digest'>): boolean {
  return run.digest !== null;
}

export function runHref(runId: string, tab: RunTab, step?: string): string {
  return `/runs/${runId}?tab=${tab}${step ? `&step=${encodeURIComponent(step)}` : ''}`;
}
