import type { AppRouter, RequestContext } from '@flowport/api';
import type { QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { headers } from 'next/headers';
import { cache } from 'react';
import { createQueryClient } from '#client/queryClient.ts';
import { requestIdHeader } from '../headers.ts';
import { portal } from './composition.ts';

export type PageQueries = { trpc: TRPCOptionsProxy<AppRouter>; client: QueryClient; context: RequestContext };

/**
 * The queries of the request that is being rendered: called directly, without HTTP, as the person who is signed in.
 * The layout and the page of one request share the answers.
 */
export const pageQueries = cache(async (): Promise<PageQueries> => {
  const received = await headers();
  const { router, context: contextOf } = await portal();
  const context = await contextOf({ headers: received, requestId: received.get(requestIdHeader) ?? 'unknown' });
  const client = createQueryClient();
  return { trpc: createTRPCOptionsProxy({ router, ctx: context, queryClient: client }), client, context };
});
