import type { Metadata } from 'next';
import { ApprovalsScreen } from '#features/approvals/approvalsScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Approvals' };

export default function ApprovalsPage() {
  return renderPage('listing what awaits approval', async ({ trpc, client }) => {
    await Promise.all([
      client.fetchQuery(trpc.approvals.list.queryOptions()),
      client.prefetchQuery(trpc.lifetime.wishes.queryOptions()),
    ]);
    return <ApprovalsScreen />;
  });
}
