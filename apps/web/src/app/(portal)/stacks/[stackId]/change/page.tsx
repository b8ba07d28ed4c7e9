import type { Metadata } from 'next';
import { ChangeScreen } from '#features/request/changeScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Request a change' };

export default async function ChangeStackPage({ params }: PageProps<'/stacks/[stackId]/change'>) {
  const { stackId } = await params;
  return renderPage('preparing the change', async ({ trpc, client }) => {
    await client.fetchQuery(trpc.stacks.get.queryOptions({ stackId }));
    return <ChangeScreen stackId={stackId} />;
  });
}
