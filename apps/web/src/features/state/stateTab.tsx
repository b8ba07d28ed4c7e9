'use client';

import { layers, type StackView } from '@flowport/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUpToLine, FileClock, Lock } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SegmentLinks } from '#components/ui/segmentLinks.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { LocksPanel } from '#features/locks/locksPanel.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { DifferencePanel } from './differencePanel.tsx';
import { stateHref, stateParsers, versionsInput } from './stateQuery.ts';
import { VersionTable } from './versionTable.tsx';

const pollMilliseconds = 15_000;

/** Terraform's memory of the stack: who holds it locked, and every version of it. */
export function StateTab({ stack }: { stack: StackView }) {
  return (
    <div className="space-y-5">
      <LocksPanel stack={stack} />
      <Versions stack={stack} />
    </div>
  );
}

function Versions({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const [query] = useQueryStates(stateParsers, { history: 'replace' });
  const isNewest = query.after === '';
  const refetchInterval = usePolling(pollMilliseconds);
  const versions = useQuery(
    trpc.state.versions.queryOptions(versionsInput(stack.id, query), {
      placeholderData: keepPreviousData,
      // What is older does not change any more.
      refetchInterval: isNewest ? refetchInterval : false,
      retry: false,
    }),
  );
  const failure = versions.error && !versions.data ? failureFrom(versions.error) : null;
  const items = versions.data?.items;
  return (
    <Panel aria-labelledby="versions-title" className="overflow-hidden">
      <PanelHeader
        id="versions-title"
        title="Versions"
        note="Terraform writes the state of each layer into a bucket that keeps every version."
        actions={
          <SegmentLinks
            label="Layer"
            current={query.layer}
            links={layers.map((layer) => ({
              id: layer,
              label: layerTitles[layer],
              href: stateHref(stack.id, { layer }),
            }))}
          />
        }
      />
      <div className="border-t border-line">
        {failure?.code === 'forbidden' ? (
          <EmptyState icon={Lock} title="Your role may not look into states">
            They may hold secrets. Approvers, admins and auditors may; ask one of them.
          </EmptyState>
        ) : failure ? (
          <FailureNotice
            failure={failure}
            doing="listing the versions"
            onRetry={() => void versions.refetch()}
            className="m-4"
          />
        ) : !versions.data || !items ? (
          <SkeletonRows rows={5} label="Loading the versions" />
        ) : items.length === 0 && isNewest ? (
          <EmptyState icon={FileClock} title="This layer has no state yet">
            Its first version is written while the first approved plan is applied.
          </EmptyState>
        ) : (
          <VersionTable stack={stack} layer={query.layer} page={versions.data} />
        )}
      </div>
      {versions.data && (versions.data.nextCursor || !isNewest) ? (
        <nav aria-label="Pages of versions" className="flex justify-center gap-2 border-t border-line p-3">
          {isNewest ? null : (
            <LinkButton href={stateHref(stack.id, { layer: query.layer })}>
              <ArrowUpToLine aria-hidden />
              Newest
            </LinkButton>
          )}
          {versions.data.nextCursor ? (
            <LinkButton href={stateHref(stack.id, { layer: query.layer, after: versions.data.nextCursor })}>
              Older
              <ArrowDown aria-hidden />
            </LinkButton>
          ) : null}
        </nav>
      ) : null}
      {query.from !== '' && query.to !== '' ? (
        <DifferencePanel stackId={stack.id} query={query} items={items ?? []} />
      ) : null}
    </Panel>
  );
}
