'use client';

import { type DriftView, driftStatuses, type StackView } from '@flowport/domain';
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type Failure, failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';

const pollMilliseconds = 5000;

/** Whether a stack has anything that could drift. */
export function mayDrift({ status }: Pick<StackView, 'status'>): boolean {
  return driftStatuses.includes(status) || status === 'updating';
}

/** What is known of a stack's drift; callout and panel share the answer. */
export function useDrift(stack: StackView): UseQueryResult<DriftView, unknown> {
  const trpc = useTRPC();
  const refetchInterval = usePolling(pollMilliseconds);
  return useQuery(trpc.drift.get.queryOptions({ stackId: stack.id }, { refetchInterval, enabled: mayDrift(stack) }));
}

/** Reads what an acknowledgement has changed: the findings, and with them the stack's status. */
function useReadAgain(stackId: string): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [trpc.drift.get.queryKey({ stackId }), trpc.stacks.get.queryKey({ stackId })].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

export function useAcknowledge(stackId: string, onDone: () => void) {
  const trpc = useTRPC();
  const readAgain = useReadAgain(stackId);
  return useMutation(
    trpc.drift.acknowledge.mutationOptions({
      onSuccess: async () => {
        await readAgain();
        onDone();
      },
    }),
  );
}

export function useWithdraw(stackId: string) {
  const trpc = useTRPC();
  return useMutation(trpc.drift.withdraw.mutationOptions({ onSuccess: useReadAgain(stackId) }));
}

type Ask = { ask: () => void; isPending: boolean; failure: Failure | null };

/** Asks for a look now, or for an update that puts back what was found, and leads to that run. */
export function useDriftRuns(stackId: string): { check: Ask; reconcile: Ask } {
  const trpc = useTRPC();
  const router = useRouter();
  const onSuccess = ({ run }: { run: { id: string } }) => router.push(`/runs/${run.id}`);
  const check = useMutation(trpc.drift.check.mutationOptions({ onSuccess }));
  const reconcile = useMutation(trpc.drift.reconcile.mutationOptions({ onSuccess }));
  const asked = (mutation: typeof check | typeof reconcile): Ask => ({
    ask: () => mutation.mutate({ stackId }),
    isPending: mutation.isPending,
    failure: mutation.error ? failureFrom(mutation.error) : null,
  });
  return { check: asked(check), reconcile: asked(reconcile) };
}
