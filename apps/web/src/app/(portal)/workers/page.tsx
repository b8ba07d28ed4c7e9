import { may } from '@flowport/domain';
import type { Metadata } from 'next';
import { WorkersRefused } from '#features/workers/workersRefused.tsx';
import { WorkersScreen } from '#features/workers/workersScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Workers' };

export default function WorkersPage() {
  return renderPage('listing the workers', async ({ trpc, client }) => {
    const viewer = await client.fetchQuery(trpc.viewer.get.queryOptions());
    if (!may(viewer.role, 'worker.read')) return <WorkersRefused />;
    await client.fetchQuery(trpc.workers.list.queryOptions());
    return <WorkersScreen />;
  });
}
