import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { CommandPalette } from '#components/shell/commandPalette.tsx';
import { ShellProvider } from '#components/shell/shellContext.tsx';
import { MobileSidebar, Sidebar } from '#components/shell/sidebar.tsx';
import { signInPath } from '#server/page.tsx';
import { pageQueries } from '#server/queries.ts';

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { trpc, client, context } = await pageQueries();
  if (!context.actor) redirect(await signInPath());
  const [viewer] = await Promise.all([
    client.fetchQuery(trpc.viewer.get.queryOptions()),
    client.prefetchQuery(trpc.approvals.count.queryOptions()),
    client.prefetchQuery(trpc.targets.list.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
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
        <MobileSidebar />
        <CommandPalette />
      </ShellProvider>
    </HydrationBoundary>
  );
}
