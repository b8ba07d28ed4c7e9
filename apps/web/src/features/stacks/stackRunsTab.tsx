'use client';

import { useQuery } from '@tanstack/react-query';
import { Workflow } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { runListInput } from '#features/runs/listQuery.ts';
import { RunList } from '#features/runs/runList.tsx';

export function StackRunsTab({ stackId }: { stackId: string }) {
  const trpc = useTRPC();
  const runs = useQuery(
    trpc.runs.list.queryOptions(runListInput({ search: '', status: [], kind: [] }, stackId), {
      refetchInterval: usePolling(5000),
    }),
  );
  if (runs.data?.items.length === 0) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState icon={Workflow} title="No runs yet" />
      </div>
    );
  }
  if (runs.data) return <RunList items={runs.data.items} showsStack={false} />;
  if (runs.error) {
    return (
      <FailureNotice failure={failureFrom(runs.error)} doing="listing the runs" onRetry={() => void runs.refetch()} />
    );
  }
  return (
    <div className="rounded-lg border border-line">
      <SkeletonRows rows={4} label="Loading the runs" />
    </div>
  );
}
