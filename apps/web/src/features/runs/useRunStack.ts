'use client';

import type { RunView, StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';

/** The stack that the run is about, as it is now. */
export function useRunStack(run: RunView): StackView | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.stacks.get.queryOptions({ stackId: run.stack.id })).data;
}
