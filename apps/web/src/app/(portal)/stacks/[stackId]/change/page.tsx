import type { Metadata } from 'next';
import { ChangeScreen } from '#features/request/changeScreen.tsx';
import { pageTitle, renderPage } from '#server/page.tsx';

export async function generateMetadata({ params }: PageProps<'/stacks/[stackId]/change'>): Promise<Metadata> {
  const { stackId } = await params;
  return pageTitle('Request a change', async ({ trpc, client }) => {
    const { slug } = await client.fetchQuery(trpc.stacks.get.queryOptions({ stackId }));
    return `Change ${slug}`;
  });
}

export default async function ChangeStackPage({ params }: PageProps<'/stacks/[stackId]/change'>) {
  const { stackId } = await params;
  return renderPage('preparing the change', async ({ trpc, client }) => {
    await client.fetchQuery(trpc.stacks.get.queryOptions({ stackId }));
    return <ChangeScreen stackId={stackId} />;
  });
}
