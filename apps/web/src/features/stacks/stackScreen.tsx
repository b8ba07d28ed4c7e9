'use client';

import { isGone, presets, type StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Pencil, Plug } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { StatusText } from '#components/ui/statusLabel.tsx';
import { TabLinks } from '#components/ui/tabs.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { ConnectionTab, hasConnection } from '#features/connection/connectionTab.tsx';
import { runKindLooks, runStatusLooks } from '#features/runs/runStatus.tsx';
import { WaitingRuns } from '#features/runs/stackRoom.tsx';
import { StateTab } from '#features/state/stateTab.tsx';
import { DangerTab } from './dangerTab.tsx';
import { OverviewTab } from './overviewTab.tsx';
import { ParametersTab } from './parametersTab.tsx';
import { ResourcesTab } from './resourcesTab.tsx';
import { StackRunsTab } from './stackRunsTab.tsx';
import { StackStatusLabel } from './stackStatus.tsx';
import { TargetName } from './stackTable.tsx';
import { type StackTab, stackHref, stackTabs, stackTabTitles } from './stackTabs.ts';

const pollMilliseconds = 5000;

export function StackScreen({ stackId, tab }: { stackId: string; tab: StackTab }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.stacks.get.queryOptions({ stackId }, { refetchInterval: usePolling(pollMilliseconds) }));
  const stack = query.data;
  if (!stack) {
    return (
      <Page crumbs={[{ label: 'Stacks', href: '/stacks' }, { label: 'Stack' }]} title="Stack">
        {query.error ? (
          <FailureNotice
            failure={failureFrom(query.error)}
            doing="loading the stack"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <SkeletonPanel label="Loading the stack" />
        )}
      </Page>
    );
  }
  const shownTabs = stackTabs.filter((name) => name !== 'danger' || !isGone(stack.status));
  return (
    <Page
      crumbs={[{ label: 'Stacks', href: '/stacks' }, { label: stack.slug }]}
      title={stack.slug}
      badge={<StackStatusLabel status={stack.status} />}
      meta={<StackMeta stack={stack} />}
      actions={<StackActions stack={stack} tab={tab} />}
    >
      {stack.activeRun ? <ActiveRun run={stack.activeRun} /> : null}
      <WaitingRuns stack={stack} />
      <TabLinks
        label="Parts of the stack"
        current={tab}
        tabs={shownTabs.map((id) => ({ id, label: stackTabTitles[id], href: stackHref(stack.id, id) }))}
      />
      <div className="mt-5">
        <StackTabContent stack={stack} tab={tab} />
      </div>
    </Page>
  );
}

function StackTabContent({ stack, tab }: { stack: StackView; tab: StackTab }) {
  switch (tab) {
    case 'overview':
      return <OverviewTab stack={stack} />;
    case 'connection':
      return <ConnectionTab stack={stack} />;
    case 'resources':
      return <ResourcesTab stack={stack} />;
    case 'runs':
      return <StackRunsTab stackId={stack.id} />;
    case 'state':
      return <StateTab stack={stack} />;
    case 'parameters':
      return <ParametersTab stack={stack} />;
    case 'danger':
      return <DangerTab stack={stack} />;
  }
}

function StackActions({ stack, tab }: { stack: StackView; tab: StackTab }) {
  const mayConnect = hasConnection(stack) && tab !== 'connection';
  return (
    <>
      {stack.may.change || stack.may.queue ? (
        <LinkButton href={`/stacks/${stack.id}/change`}>
          <Pencil aria-hidden />
          Request a change
        </LinkButton>
      ) : null}
      {mayConnect ? (
        <LinkButton href={stackHref(stack.id, 'connection')} kind="primary">
          <Plug aria-hidden />
          Connect
        </LinkButton>
      ) : null}
    </>
  );
}

function StackMeta({ stack }: { stack: StackView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <span>{stack.team.name}</span>
      <TargetName target={stack.target} />
      <Chip>{presets[stack.preset].title}</Chip>
      <span>
        requested by {stack.owner.name} <RelativeTime at={stack.createdAt} />
      </span>
      <CopyText text={stack.id} what="stack id" />
    </span>
  );
}

/** What is going on right now, one click away. */
function ActiveRun({ run }: { run: NonNullable<StackView['activeRun']> }) {
  return (
    <Link
      href={`/runs/${run.id}`}
      className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line-strong px-3 py-2.5 text-sm hover:bg-hover"
    >
      <StatusText look={runStatusLooks[run.status]} className="font-medium" />
      <span className="text-fg-muted">{runKindLooks[run.kind].summary}</span>
      <span className="ml-auto inline-flex items-center gap-1 text-accent-text">
        {run.status === 'awaiting_approval' ? 'Review the plan' : 'Follow the run'}
        <ArrowRight aria-hidden className="size-4" />
      </span>
    </Link>
  );
}
