'use client';

import { runChangeSchema } from '@flowport/domain';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { z } from 'zod';
import { followEvents } from './eventSource.ts';
import { useTRPC } from './trpc.tsx';

const LiveContext = createContext(false);

const countsSchema = z.object({ decidable: z.int(), waiting: z.int() });

/** One stream for the whole portal: what is on screen is read again when it has changed. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(
    () =>
      followEvents({
        url: () => '/api/v1/events',
        onState: (state) => setLive(state === 'open'),
        on: {
          run(data) {
            const change = runChangeSchema.safeParse(data);
            if (change.success) invalidateRun(queryClient, trpc, change.data);
          },
          approvals(data) {
            const counts = countsSchema.safeParse(data);
            if (!counts.success) return;
            queryClient.setQueryData(trpc.approvals.count.queryKey(), counts.data);
            void queryClient.invalidateQueries({ queryKey: trpc.approvals.list.queryKey() });
          },
          notifications() {
            void queryClient.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
          },
        },
      }),
    [trpc, queryClient],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

function invalidateRun(
  queryClient: QueryClient,
  trpc: ReturnType<typeof useTRPC>,
  { runId, stackId }: { runId: string; stackId: string },
) {
  for (const queryKey of [
    trpc.runs.get.queryKey({ runId }),
    trpc.runs.list.pathKey(),
    trpc.stacks.get.queryKey({ stackId }),
    trpc.drift.get.queryKey({ stackId }),
    trpc.lifetime.get.queryKey({ stackId }),
    trpc.stacks.list.pathKey(),
    trpc.approvals.list.queryKey(),
  ]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

/** With the stream open now and then is enough, in case a hint was lost; without it the page asks by itself. */
const calmMilliseconds = 30_000;

/**
 * How often a query that is shown should be asked again.
 * @param pollMilliseconds while there is no stream.
 */
export function usePolling(pollMilliseconds: number): number {
  return use(LiveContext) ? calmMilliseconds : pollMilliseconds;
}
