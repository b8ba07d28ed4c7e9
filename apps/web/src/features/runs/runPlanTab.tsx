'use client';

import { isFinal, type RunView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { FileQuestion, Hourglass } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { DriftReport } from '#features/drift/driftReport.tsx';
import { PlanReview } from '#features/plan/planReview.tsx';

export function RunPlanTab({ run, hasPlan }: { run: RunView; hasPlan: boolean }) {
  const trpc = useTRPC();
  const plan = useQuery(
    trpc.runs.plan.queryOptions({ runId: run.id }, { enabled: hasPlan, staleTime: Number.POSITIVE_INFINITY }),
  );
  // A plan is read again when the run says that it has another one, and with each layer that was planned since.
  const { refetch } = plan;
  const layersPlanned = run.steps.filter(({ name, status }) => name === 'plan' && status === 'succeeded').length;
  const shownDigest = plan.data?.digest;
  const isOther = shownDigest !== undefined && shownDigest !== run.digest;
  const known = useRef(layersPlanned);
  useEffect(() => {
    if (!isOther && known.current === layersPlanned) return;
    known.current = layersPlanned;
    void refetch();
  }, [isOther, layersPlanned, refetch]);
  if (!hasPlan) return <NoPlan isFinal={isFinal(run.status)} />;
  if (plan.data && run.kind === 'drift') return <DriftReport run={run} plan={plan.data} />;
  if (plan.data) return <PlanReview plan={plan.data} />;
  if (plan.error) {
    return (
      <FailureNotice failure={failureFrom(plan.error)} doing="loading the plan" onRetry={() => void plan.refetch()} />
    );
  }
  return <SkeletonPanel label="Loading the plan" />;
}

function NoPlan({ isFinal }: { isFinal: boolean }) {
  return (
    <div className="rounded-lg border border-line">
      {isFinal ? (
        <EmptyState icon={FileQuestion} title="This run ended before it had a plan">
          The log says how far it came.
        </EmptyState>
      ) : (
        <EmptyState icon={Hourglass} title="The plan is being made">
          Terraform reads what exists and works out what would change. The plan appears here by itself; nothing is
          created, changed or deleted before somebody approves it.
        </EmptyState>
      )}
    </div>
  );
}
