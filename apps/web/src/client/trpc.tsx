'use client';

import type { AppRouter } from '@flowport/api';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import { pagingLink } from './pagingLink.ts';
import { createQueryClient } from './queryClient.ts';

const { TRPCProvider, useTRPC: useTypedTRPC } = createTRPCContext<AppRouter>();

export const useTRPC = useTypedTRPC;

let browserQueryClient: QueryClient | undefined;

/** One client for the life of the tab; on the server one per render, so that no request sees another's answers. */
function currentQueryClient(): QueryClient {
  if (typeof window === 'undefined') return createQueryClient();
  browserQueryClient ??= createQueryClient();
  return browserQueryClient;
}

/** Longer URLs are cut by some proxies; batches that would exceed it go as several requests. */
const urlLengthMax = 2000;

export function ApiProvider({ children }: { children: ReactNode }) {
  const queryClient = currentQueryClient();
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [pagingLink, httpBatchLink({ url: '/api/trpc', maxURLLength: urlLengthMax })],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
