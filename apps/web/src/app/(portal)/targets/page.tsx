import type { Metadata } from 'next';
import { TargetsScreen } from '#features/targets/targetsScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Targets' };

export default function TargetsPage() {
  return renderPage('listing the targets', async ({ trpc, client }) => {
    await client.fetchQuery(trpc.targets.list.queryOptions());
    return <TargetsScreen />;
  });
}
