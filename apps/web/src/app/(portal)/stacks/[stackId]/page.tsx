import type { Metadata } from 'next';
import { latestRunsInput, runListInput } from '#features/runs/listQuery.ts';
import { StackScreen } from '#features/stacks/stackScreen.tsx';
import { loadStackTab } from '#features/stacks/stackTabs.ts';
import { loadStateQuery, versionsInput } from '#features/state/stateQuery.ts';
import { pageTitle, renderPage } from '#server/page.tsx';

export async function generateMetadata({ params }: PageProps<'/stacks/[stackId]'>): Promise<Metadata> {
  const { stackId } = await params;
  return pageTitle('Stack', async ({ trpc, client }) => {
    const { slug } = await client.fetchQuery(trpc.stacks.get.queryOptions({ stackId }));
    return slug;
  });
}

export default async function StackPage({ params, searchParams }: PageProps<'/stacks/[stackId]'>) {
  const { stackId } = await params;
  const { tab } = await loadStackTab(searchParams);
  const stateQuery = await loadStateQuery(searchParams);
  return renderPage('loading the stack', async ({ trpc, client }) => {
    const stack = await client.fetchQuery(trpc.stacks.get.queryOptions({ stackId }));
    const shows = (name: typeof tab) => tab === name;
    await Promise.all([
      shows('connection') && stack.connectionAvailable
        ? client.prefetchQuery(trpc.stacks.connection.queryOptions({ stackId }))
        : null,
      shows('overview') ? client.prefetchQuery(trpc.drift.get.queryOptions({ stackId })) : null,
      shows('overview') ? client.prefetchQuery(trpc.lifetime.get.queryOptions({ stackId })) : null,
      shows('resources') || shows('danger')
        ? client.prefetchQuery(trpc.stacks.resources.queryOptions({ stackId }))
        : null,
      shows('state') ? client.prefetchQuery(trpc.locks.list.queryOptions({ stackId }, { retry: false })) : null,
      shows('state')
        ? client.prefetchQuery(trpc.state.versions.queryOptions(versionsInput(stackId, stateQuery), { retry: false }))
        : null,
      shows('overview') ? client.prefetchQuery(trpc.runs.list.queryOptions(latestRunsInput(stackId))) : null,
      shows('runs')
        ? client.prefetchQuery(trpc.runs.list.queryOptions(runListInput({ search: '', status: [], kind: [] }, stackId)))
        : null,
    ]);
    return <StackScreen stackId={stackId} tab={tab} />;
  });
}
