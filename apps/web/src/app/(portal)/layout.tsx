import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { LiveUpdates } from '#client/liveUpdates.tsx';
import { CommandPalette } from '#components/shell/commandPalette.tsx';
import { NavigationProgress } from '#components/shell/navigationProgress.tsx';
import { ShellProvider } from '#components/shell/shellContext.tsx';
import { MobileSidebar, Sidebar } from '#components/shell/sidebar.tsx';
import { signInPath } from '#server/page.tsx';
import { pageQueries } from '#server/queries.ts';
import { signedInViewer } from '#server/viewer.ts';

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const queries = await pageQueries();
  const { trpc, client } = queries;
  const viewer = await signedInViewer(queries);
  if (!viewer) redirect(await signInPath());
  await Promise.all([
    client.prefetchQuery(trpc.approvals.count.queryOptions()),
    client.prefetchQuery(trpc.notifications.count.queryOptions()),
    client.prefetchQuery(trpc.targets.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <LiveUpdates>
        <ShellProvider viewer={viewer}>
          <a
            href="#main"
            className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to the contents
          </a>
          <div className="flex min-h-dvh">
            <Sidebar />
            {children}
          </div>
          <NavigationProgress />
          <MobileSidebar />
          <CommandPalette />
        </ShellProvider>
      </LiveUpdates>
    </HydrationBoundary>
  );
}
