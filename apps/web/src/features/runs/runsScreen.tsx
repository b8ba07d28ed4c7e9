'use client';

import { runKindSchema, runStatusSchema } from '@flowport/domain';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown, ListFilter, SearchX, Workflow, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Menu, MenuCheck } from '#components/ui/menu.tsx';
import { SearchField } from '#components/ui/searchField.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusText } from '#components/ui/statusLabel.tsx';
import { isRunListFiltered, runListInput, runListParsers } from './listQuery.ts';
import { RunList } from './runList.tsx';
import { runKindLooks, runStatusLooks } from './runStatus.tsx';

const pollMilliseconds = 5000;

export function RunsScreen() {
  const trpc = useTRPC();
  const [state, setState] = useQueryStates(runListParsers, { history: 'replace' });
  const runs = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(runListInput(state), {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: usePolling(pollMilliseconds),
    }),
  );
  const items = runs.data?.pages.flatMap((page) => page.items);
  const toggled = <V extends string>(values: readonly V[], value: V, on: boolean) =>
    on ? [...values, value] : values.filter((other) => other !== value);

  return (
    <Page
      crumbs={[{ label: 'Runs' }]}
      title="Runs"
      meta="Every attempt to create, change, check or destroy a stack, newest first."
    >
      <search>
        <form action="/runs" className="mb-4 flex flex-wrap items-center gap-2">
          <SearchField
            label="Search runs"
            placeholder="Search by stack or reason"
            value={state.search}
            onChange={(search) => void setState({ search: search === '' ? null : search })}
            className="w-full sm:w-64"
          />
          <Filter label="Status" chosen={state.status.length}>
            {runStatusSchema.options.map((status) => (
              <MenuCheck
                key={status}
                checked={state.status.includes(status)}
                onChange={(on) => void setState({ status: toggled(state.status, status, on) })}
              >
                <StatusText look={{ ...runStatusLooks[status], spins: false }} />
              </MenuCheck>
            ))}
          </Filter>
          <Filter label="Kind" chosen={state.kind.length}>
            {runKindSchema.options.map((kind) => (
              <MenuCheck
                key={kind}
                checked={state.kind.includes(kind)}
                onChange={(on) => void setState({ kind: toggled(state.kind, kind, on) })}
              >
                {runKindLooks[kind].label}
              </MenuCheck>
            ))}
          </Filter>
          {isRunListFiltered(state) ? (
            <Button kind="ghost" className="js-only" onClick={() => void setState(null)}>
              <X aria-hidden />
              Clear
            </Button>
          ) : null}
        </form>
      </search>
      {runs.error && !items ? (
        <FailureNotice failure={failureFrom(runs.error)} doing="listing the runs" onRetry={() => void runs.refetch()} />
      ) : null}
      {runs.isPending ? (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={8} label="Loading the runs" />
        </div>
      ) : null}
      {items && items.length > 0 ? <RunList items={items} showsStack /> : null}
      {runs.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button onClick={() => void runs.fetchNextPage()} pending={runs.isFetchingNextPage}>
            Show older runs
          </Button>
        </div>
      ) : null}
      {items?.length === 0 ? (
        <div className="rounded-lg border border-line">
          {isRunListFiltered(state) ? (
            <EmptyState
              icon={SearchX}
              title="No run fits these filters"
              actions={<Button onClick={() => void setState(null)}>Clear the filters</Button>}
            />
          ) : (
            <EmptyState icon={Workflow} title="No runs yet">
              The first one appears when somebody requests a stack.
            </EmptyState>
          )}
        </div>
      ) : null}
    </Page>
  );
}

function Filter({ label, chosen, children }: { label: string; chosen: number; children: ReactNode }) {
  return (
    <Menu
      align="start"
      trigger={
        <Button className="js-only">
          <ListFilter aria-hidden />
          {label}
          {chosen > 0 ? (
            <span className="rounded-full bg-accent-tint px-1.5 text-xs text-accent-text">{chosen}</span>
          ) : null}
          <ChevronDown aria-hidden className="text-fg-faint" />
        </Button>
      }
    >
      {children}
    </Menu>
  );
}
