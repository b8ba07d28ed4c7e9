'use client';

import { may } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { CircleCheckBig } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Kbd } from '#components/ui/chip.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { useLifetimeWishes } from '#features/lifetime/useLifetime.ts';
import { LifetimeWishes } from '#features/lifetime/wishList.tsx';
import { ApprovalList } from './approvalList.tsx';
import { useListKeys } from './useListKeys.ts';

const pollMilliseconds = 5000;

/** The inbox of those who decide: what waits for them, then what waits for others and why. */
export function ApprovalsScreen() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const approvals = useQuery(
    trpc.approvals.list.queryOptions(undefined, { refetchInterval: usePolling(pollMilliseconds) }),
  );
  const wishes = useLifetimeWishes();
  const items = approvals.data?.items;
  const mine = items?.filter(({ mayDecide }) => mayDecide) ?? [];
  const others = items?.filter(({ mayDecide }) => !mayDecide) ?? [];
  const list = useListKeys();
  return (
    <Page
      crumbs={[{ label: 'Approvals' }]}
      title="Approvals"
      meta={
        may(viewer.role, 'run.decide')
          ? 'Plans that wait for a decision, oldest first. Nothing is changed before somebody approves.'
          : 'Plans that wait for an approver, oldest first. Nothing is changed before somebody approves.'
      }
    >
      {approvals.error && !items ? (
        <FailureNotice
          failure={failureFrom(approvals.error)}
          doing="listing what awaits approval"
          onRetry={() => void approvals.refetch()}
        />
      ) : null}
      {approvals.isPending ? (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={4} label="Loading what awaits approval" />
        </div>
      ) : null}
      {items?.length === 0 && wishes.data?.items.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={CircleCheckBig} title="Nothing waits for a decision">
            Requested stacks, changes and destructions appear here as soon as their plan is made.
          </EmptyState>
        </div>
      ) : null}
      <div ref={list} className="space-y-8">
        {mine.length > 0 ? (
          <ApprovalList
            title="For you to decide"
            items={mine}
            hint={
              <span className="js-only hidden items-center gap-1.5 text-xs text-fg-faint md:flex">
                <Kbd>J</Kbd>
                <Kbd>K</Kbd> to move, <Kbd>↵</Kbd> to open
              </span>
            }
          />
        ) : null}
        <LifetimeWishes />
        {others.length > 0 ? <ApprovalList title="Waiting for somebody else" items={others} /> : null}
      </div>
    </Page>
  );
}
