import type { Metadata } from 'next';
import { loadRunList, runListInput } from '#features/runs/listQuery.ts';
import { RunsScreen } from '#features/runs/runsScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default function RunsPage({ searchParams }: PageProps<'/runs'>) {
  return renderPage('listing the runs', async ({ trpc, client }) => {
    const input = runListInput(await loadRunList(searchParams));
    await client.fetchInfiniteQuery(
      trpc.runs.list.infiniteQueryOptions(input, { getNextPageParam: (page) => page.nextCursor }),
    );
    return <RunsScreen />;
  });
}
