'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';

const pollMilliseconds = 5000;

export function useLifetime(stackId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.lifetime.get.queryOptions({ stackId }, { refetchInterval: usePolling(pollMilliseconds) }));
}

export function useLifetimeWishes() {
  const trpc = useTRPC();
  return useQuery(trpc.lifetime.wishes.queryOptions(undefined, { refetchInterval: usePolling(pollMilliseconds) }));
}

/** Reads what has changed: the lifetime, the stack with its end and its runs, and the inbox. */
export function useReadAgain(stackId: string): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [
        trpc.lifetime.get.queryKey({ stackId }),
        trpc.lifetime.wishes.queryKey(),
        trpc.approvals.count.queryKey(),
        trpc.stacks.get.queryKey({ stackId }),
        trpc.stacks.list.pathKey(),
      ].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
}

/** Lets the stack sleep or wakes it, and leads to that run. */
export function useSleepRuns() {
  const trpc = useTRPC();
  const router = useRouter();
  const onSuccess = ({ run }: { run: { id: string } }) => router.push(`/runs/${run.id}`);
  return {
    sleep: useMutation(trpc.lifetime.sleep.mutationOptions({ onSuccess })),
    wake: useMutation(trpc.lifetime.wake.mutationOptions({ onSuccess })),
  };
}
