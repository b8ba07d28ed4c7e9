'use client';

import { useQuery } from '@tanstack/react-query';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { LogView } from '#features/log/logView.tsx';

/** The first piece comes with the page; from there on the log is a stream, so this query is never asked again. */
export function RunLogTab({ runId, step }: { runId: string; step: string | null }) {
  const trpc = useTRPC();
  const first = useQuery(trpc.runs.log.queryOptions({ runId, offset: 0 }, { staleTime: Number.POSITIVE_INFINITY }));
  if (first.data) return <LogView key={runId} runId={runId} first={first.data} step={step} />;
  if (first.error) {
    return (
      <FailureNotice failure={failureFrom(first.error)} doing="reading the log" onRetry={() => void first.refetch()} />
    );
  }
  return <SkeletonPanel label="Loading the log" />;
}
