'use client';

import type { StackView } from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type Failure, failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';

/**
 * Asks for what the stack already is: the plan shows what is missing or has drifted, and where there is nothing the
 * checks are made anew.
 */
export function useEmptyChange(stack: StackView): {
  ask: (reason: string) => void;
  isPending: boolean;
  failure: Failure | null;
} {
  const trpc = useTRPC();
  const router = useRouter();
  const change = useMutation(
    trpc.stacks.change.mutationOptions({ onSuccess: ({ run }) => router.push(`/runs/${run.id}`) }),
  );
  return {
    ask: (reason) => change.mutate({ stackId: stack.id, version: stack.version, reason, parameters: {} }),
    isPending: change.isPending,
    failure: change.error ? failureFrom(change.error) : null,
  };
}
