import type { AppRouter, Logger } from '@flowport/api';
import type { QueryClient } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { headers } from 'next/headers';
import { cache } from 'react';
import { pagingLink } from '#client/pagingLink.ts';
import { createQueryClient } from '#client/queryClient.ts';
import { requestIdHeader } from '../headers.ts';
import { callerLink } from './callerLink.ts';
import { portal } from './composition.ts';

export type PageQueries = {
  trpc: TRPCOptionsProxy<AppRouter>;
  client: QueryClient;
  requestId: string;
  logger: Logger;
};

/**
 * The queries of the request that is being rendered: called directly, without HTTP, as the person who is signed in.
 * The layout and the page of one request share the answers.
 */
export const pageQueries = cache(async (): Promise<PageQueries> => {
  const received = new Headers(await headers());
  const { api, logger } = await portal();
  const queryClient = createQueryClient();
  const client = createTRPCClient<AppRouter>({ links: [pagingLink, callerLink(await api.caller(received))] });
  return {
    trpc: createTRPCOptionsProxy<AppRouter>({ client, queryClient }),
    client: queryClient,
    requestId: received.get(requestIdHeader) ?? 'unknown',
    logger,
  };
});
