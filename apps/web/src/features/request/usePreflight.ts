'use client';

import type { PreflightInput, PreflightView } from '@flowport/domain';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';

export type Preflight = {
  /** Undefined before the first answer. */
  checks: PreflightView['checks'] | undefined;
  isChecking: boolean;
  error: unknown;
  check: () => void;
  /** Why nothing can be sent now, in words; null when something can. */
  blocks: string | null;
};

/**
 * Asks the target when the review opens and on demand. What could not be asked stops nothing, as the run asks again
 * before it applies.
 * @param input null while the form is filled in
 */
export function usePreflight(input: PreflightInput | null): Preflight {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.stacks.preflight.queryOptions(input ?? skipToken, {
      // An answer is as old as the account's last change: what was true a step ago may not be any more.
      staleTime: 0,
      gcTime: 0,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  );
  const checks = query.data?.checks;
  const isFailing = checks?.some(({ status }) => status === 'failed') ?? false;
  return {
    checks,
    isChecking: query.isFetching,
    error: query.error,
    check: () => void query.refetch(),
    blocks: query.isFetching
      ? 'The target is being asked.'
      : isFailing
        ? 'A check has failed: put it right, then check again.'
        : null,
  };
}
