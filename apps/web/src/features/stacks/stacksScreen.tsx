'use client';

import { may } from '@flowport/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Layers, Plus, SearchX } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { count } from '#format/words.ts';
import { isFiltered, stackListInput, stackListParsers } from './listQuery.ts';
import { StackCards } from './stackCards.tsx';
import { StackFilters } from './stackFilters.tsx';
import { StackTable } from './stackTable.tsx';

const pollMilliseconds = 5000;

export function StacksScreen() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const [state, setState] = useQueryStates(stackListParsers, { history: 'replace' });
  const stacks = useQuery(
    trpc.stacks.list.queryOptions(stackListInput(state), {
      placeholderData: keepPreviousData,
      refetchInterval: usePolling(pollMilliseconds),
    }),
  );
  const items = stacks.data?.items;
  const mayRequest = may(viewer.role, 'stack.request');
  const request = mayRequest ? (
    <LinkButton href="/stacks/new" kind="primary">
      <Plus aria-hidden />
      Request a stack
    </LinkButton>
  ) : null;

  return (
    <Page
      crumbs={[{ label: 'Stacks' }]}
      title="Stacks"
      meta={items ? <span aria-live="polite">{count(items.length, 'stack')}</span> : 'Loading'}
      actions={request}
    >
      <StackFilters state={state} onChange={setState} />
      {stacks.error && !items ? (
        <FailureNotice
          failure={failureFrom(stacks.error)}
          doing="listing the stacks"
          onRetry={() => stacks.refetch()}
        />
      ) : null}
      {stacks.isPending ? (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={6} label="Loading the stacks" />
        </div>
      ) : null}
      {items && items.length > 0 ? (
        <>
          <StackTable
            items={items}
            sort={state.sort}
            direction={state.direction}
            onSort={(sort, direction) => void setState({ sort, direction })}
          />
          <StackCards items={items} />
        </>
      ) : null}
      {items?.length === 0 && isFiltered(state) ? (
        <div className="rounded-lg border border-line">
          <EmptyState
            icon={SearchX}
            title="No stack fits these filters"
            actions={
              <Button onClick={() => void setState({ search: null, status: null, team: null, target: null })}>
                Clear the filters
              </Button>
            }
          >
            Search looks at names and descriptions. Destroyed stacks are left out unless you ask for them.
          </EmptyState>
        </div>
      ) : null}
      {items?.length === 0 && !isFiltered(state) ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={Layers} title="No stacks yet" actions={request}>
            {mayRequest
              ? 'Ask for one in a form. You get a Terraform plan; an approver reads it; Flowport applies exactly that plan and hands you endpoints, identities and a ready Metaflow configuration.'
              : 'Stacks appear here as soon as somebody requests one.'}
          </EmptyState>
        </div>
      ) : null}
    </Page>
  );
}
