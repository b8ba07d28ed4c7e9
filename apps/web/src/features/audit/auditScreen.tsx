'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUpToLine, ScrollText, SearchX, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SearchField } from '#components/ui/searchField.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { count } from '#format/words.ts';
import { AuditCards, AuditTable } from './auditTable.tsx';
import { auditHref, auditListInput, auditParsers } from './listQuery.ts';

const pollMilliseconds = 15_000;

export function AuditScreen() {
  const trpc = useTRPC();
  const [state, setState] = useQueryStates(auditParsers, { history: 'replace' });
  const refetchInterval = usePolling(pollMilliseconds);
  const isNewest = state.before === '';
  const audit = useQuery(
    trpc.audit.list.queryOptions(auditListInput(state), {
      placeholderData: keepPreviousData,
      // What is older does not change any more.
      refetchInterval: isNewest ? refetchInterval : false,
    }),
  );
  const items = audit.data?.items;
  const isSearched = state.search.trim() !== '';

  return (
    <Page crumbs={[{ label: 'Audit' }]} title="Audit" meta="Who did what in all teams, newest first.">
      <search>
        <form action="/audit" className="mb-4 flex flex-wrap items-center gap-2">
          <SearchField
            label="Search the audit log"
            placeholder="A person, a stack, an action"
            value={state.search}
            onChange={(search) => void setState({ search: search === '' ? null : search, before: null })}
            className="w-full sm:w-80"
          />
          {isSearched ? (
            <Button kind="ghost" className="js-only" onClick={() => void setState(null)}>
              <X aria-hidden />
              Clear
            </Button>
          ) : null}
          <p role="status" className="ml-auto text-sm text-fg-muted">
            {items ? count(items.length, 'entry', 'entries') : null}
          </p>
        </form>
      </search>
      {audit.error && !items ? (
        <FailureNotice
          failure={failureFrom(audit.error)}
          doing="reading the audit log"
          onRetry={() => void audit.refetch()}
        />
      ) : null}
      {audit.isPending ? (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={8} label="Loading the audit log" />
        </div>
      ) : null}
      {items && items.length > 0 ? (
        <>
          <AuditTable items={items} />
          <AuditCards items={items} />
        </>
      ) : null}
      {audit.data && (audit.data.nextCursor || !isNewest) ? (
        <nav aria-label="Pages of the audit log" className="mt-4 flex justify-center gap-2">
          {isNewest ? null : (
            <LinkButton href={auditHref({ search: state.search, before: '' })}>
              <ArrowUpToLine aria-hidden />
              Newest
            </LinkButton>
          )}
          {audit.data.nextCursor ? (
            <LinkButton href={auditHref({ search: state.search, before: audit.data.nextCursor })}>
              Older
              <ArrowDown aria-hidden />
            </LinkButton>
          ) : null}
        </nav>
      ) : null}
      {items?.length === 0 ? (
        <div className="rounded-lg border border-line">
          {isSearched || !isNewest ? (
            <EmptyState
              icon={SearchX}
              title={isSearched ? 'No entry fits this search' : 'Nothing is older'}
              actions={<Button onClick={() => void setState(null)}>Show the newest</Button>}
            >
              Search looks at the name and address of who acted, the name of what it was done to, and the action as it
              stands in small print, such as run.approve. All words have to fit.
            </EmptyState>
          ) : (
            <EmptyState icon={ScrollText} title="Nothing has happened yet">
              Requests, approvals, runs, targets and API tokens leave an entry here.
            </EmptyState>
          )}
        </div>
      ) : null}
    </Page>
  );
}
