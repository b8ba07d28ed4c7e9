'use client';

import { isFinal, type RunView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { TabLinks } from '#components/ui/tabs.tsx';
import { Elapsed, RelativeTime } from '#components/ui/time.tsx';
import { RunLifetime } from '#features/lifetime/runLifetime.tsx';
import { RunWaiting } from '#features/queue/runWaiting.tsx';
import { DecisionBar } from './decisionBar.tsx';
import { RecoveryStory } from './recoveryStory.tsx';
import { RunActions } from './runActions.tsx';
import { RunChange } from './runChange.tsx';
import { RunCost } from './runCost.tsx';
import { RunHistory } from './runHistory.tsx';
import { RunLogTab } from './runLogTab.tsx';
import { RunOutcome } from './runOutcome.tsx';
import { RunPlanTab } from './runPlanTab.tsx';
import { RunProgress } from './runProgress.tsx';
import { RunStatusLabel, runKindLooks, runLook } from './runStatus.tsx';
import { defaultTab, hasPlan, type RunTab, runHref } from './runTabs.ts';
import { stepLabel } from './stepLabel.ts';

const busyMilliseconds = 2000;

export function RunScreen({ runId, tab, step }: { runId: string; tab: RunTab | null; step: string | null }) {
  const trpc = useTRPC();
  const polling = usePolling(busyMilliseconds);
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { runId },
      { refetchInterval: ({ state }) => (state.data && isFinal(state.data.status) ? false : polling) },
    ),
  );
  const run = query.data;
  if (!run) {
    return (
      <Page crumbs={[{ label: 'Runs', href: '/runs' }, { label: 'Run' }]} title="Run">
        {query.error ? (
          <FailureNotice
            failure={failureFrom(query.error)}
            doing="loading the run"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <SkeletonPanel label="Loading the run" />
        )}
      </Page>
    );
  }
  return <LoadedRun run={run} tab={tab} step={step} />;
}

function LoadedRun({ run, tab, step }: { run: RunView; tab: RunTab | null; step: string | null }) {
  // What is shown follows the run, but a run that ends takes nothing away from under the reader.
  const [automatic, setAutomatic] = useState(() => defaultTab(run));
  if (!isFinal(run.status) && automatic !== defaultTab(run)) setAutomatic(defaultTab(run));
  const shown = tab ?? automatic;
  const kind = runKindLooks[run.kind];
  return (
    <Page
      crumbs={[
        { label: 'Stacks', href: '/stacks' },
        { label: run.stack.slug, href: `/stacks/${run.stack.id}` },
        { label: kind.label },
      ]}
      title={`${kind.label} ${run.stack.slug}`}
      badge={<RunStatusLabel run={run} />}
      meta={<RunMeta run={run} />}
      actions={<RunActions run={run} />}
    >
      <p role="status" className="sr-only">
        {announcement(run)}
      </p>
      <div className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[17rem_minmax(0,1fr)]">
        <div className="min-w-0 space-y-4 lg:sticky lg:top-16">
          <RunProgress run={run} />
          <RunCost run={run} />
        </div>
        <div className="min-w-0 space-y-4">
          <RunOutcome run={run} />
          <RunWaiting run={run} />
          <RecoveryStory run={run} />
          <RunLifetime run={run} />
          <TabLinks
            label="Parts of the run"
            current={shown}
            tabs={[
              { id: 'plan', label: run.kind === 'drift' ? 'Report' : 'Plan', href: runHref(run.id, 'plan') },
              { id: 'log', label: 'Log', href: runHref(run.id, 'log') },
              { id: 'history', label: 'History', href: runHref(run.id, 'history') },
            ]}
          />
          {shown === 'plan' ? <RunChange run={run} /> : null}
          {shown === 'plan' ? <RunPlanTab run={run} hasPlan={hasPlan(run)} /> : null}
          {shown === 'log' ? <RunLogTab runId={run.id} step={step} /> : null}
          {shown === 'history' ? <RunHistory run={run} /> : null}
          {run.status === 'awaiting_approval' ? <DecisionBar key={run.digest} run={run} /> : null}
        </div>
      </div>
    </Page>
  );
}

function RunMeta({ run }: { run: RunView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>
        Requested by <span className="text-fg">{run.requestedBy.name}</span> <RelativeTime at={run.createdAt} />
      </span>
      <Dot />
      <span>{run.team.name}</span>
      <Dot />
      <Link href="/targets" className="rounded-sm hover:text-fg hover:underline">
        {run.target.name}
      </Link>
      {run.startedAt ? (
        <>
          <Dot />
          <span>
            {run.finishedAt ? 'took' : 'for'} <Elapsed startedAt={run.startedAt} finishedAt={run.finishedAt} />
          </span>
        </>
      ) : null}
      <Dot />
      <CopyText text={run.id} what="run id" />
    </span>
  );
}

function Dot() {
  return (
    <span aria-hidden className="text-fg-faint">
      ·
    </span>
  );
}

/** Told to screen readers whenever it changes. */
function announcement(run: RunView): string {
  const running = run.steps.find((step) => step.status === 'running');
  const now = running ? `, ${stepLabel(running.name, running.layer)}` : '';
  return `${runLook(run).label}${now}`;
}
