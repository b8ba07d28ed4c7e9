import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';

export const stackTabs = ['overview', 'connection', 'resources', 'runs', 'state', 'parameters', 'danger'] as const;
export type StackTab = (typeof stackTabs)[number];

export const stackTabTitles: Record<StackTab, string> = {
  overview: 'Overview',
  connection: 'Connection',
  resources: 'Resources',
  runs: 'Runs',
  state: 'State',
  parameters: 'Parameters',
  danger: 'Danger zone',
};

export const loadStackTab = createLoader({
  tab: parseAsStringLiteral(stackTabs).withDefault('overview'),
  search: parseAsString.withDefault(''),
});

export function stackHref(stackId: string, tab: StackTab = 'overview'): string {
  return tab === 'overview' ? `/stacks/${stackId}` : `/stacks/${stackId}?tab=${tab}`;
}
