import type { Metadata } from 'next';
import { loadStackList, stackListInput } from '#features/stacks/listQuery.ts';
import { StacksScreen } from '#features/stacks/stacksScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Stacks' };

export default function StacksPage({ searchParams }: PageProps<'/stacks'>) {
  return renderPage('listing the stacks', async ({ trpc, client }) => {
    const input = stackListInput(await loadStackList(searchParams));
    await Promise.all([
      client.fetchQuery(trpc.stacks.list.queryOptions(input)),
      client.prefetchQuery(trpc.teams.list.queryOptions()),
    ]);
    return <StacksScreen />;
  });
}
