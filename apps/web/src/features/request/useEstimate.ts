'use client';

import { type EstimateView, presets, type StackParameters } from '@flowport/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';
import { useDebounced } from '#client/useDebounced.ts';
import { overridesBetween } from './draft.ts';

const settleMilliseconds = 300;

export type Estimate = {
  view: EstimateView | undefined;
  /** What is shown belongs to an earlier state of the form. */
  isStale: boolean;
  error: unknown;
  retry: () => void;
};

/** Cost and number of resources of what is in the form, asked for once one has stopped typing. */
export function useEstimate(parameters: StackParameters | undefined): Estimate {
  const trpc = useTRPC();
  const settled = useDebounced(parameters === undefined ? null : JSON.stringify(parameters), settleMilliseconds);
  const isSettled = parameters !== undefined && settled === JSON.stringify(parameters);
  const base = parameters === undefined ? undefined : presets[parameters.preset].parameters;
  const query = useQuery(
    trpc.stacks.estimate.queryOptions(
      {
        preset: parameters?.preset ?? 'small',
        parameters: parameters && base ? overridesBetween(base, parameters) : {},
      },
      { enabled: isSettled, placeholderData: keepPreviousData, staleTime: 60_000 },
    ),
  );
  return {
    view: query.data,
    isStale: !isSettled || query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
