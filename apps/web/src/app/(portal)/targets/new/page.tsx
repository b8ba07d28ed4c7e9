import { randomUUID } from 'node:crypto';
import { may } from '@flowport/domain';
import type { Metadata } from 'next';
import { AddingRefused } from '#features/targets/addingRefused.tsx';
import { NewTargetScreen } from '#features/targets/newTargetScreen.tsx';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Add a target' };

export default function NewTargetPage() {
  return renderPage('opening the form for a target', async ({ trpc, client }) => {
    const viewer = await client.fetchQuery(trpc.viewer.get.queryOptions());
    if (!may(viewer.role, 'target.manage')) return <AddingRefused />;
    return <NewTargetScreen externalId={randomUUID()} />;
  });
}
