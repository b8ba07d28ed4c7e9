'use client';

import { may } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { Cloud, LockKeyhole, Plus } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { TargetCard } from './targetCard.tsx';

export function TargetsScreen() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const targets = useQuery(trpc.targets.list.queryOptions());
  const items = targets.data?.items;
  const mayManage = may(viewer.role, 'target.manage');
  const add = mayManage ? (
    <LinkButton href="/targets/new" kind="primary">
      <Plus aria-hidden />
      Add a target
    </LinkButton>
  ) : null;

  return (
    <Page
      crumbs={[{ label: 'Targets' }]}
      title="Targets"
      meta="AWS accounts and regions where stacks may live, with the role that acts there and the bucket that holds the state."
      actions={add}
    >
      {targets.error && !items ? (
        <FailureNotice
          failure={failureFrom(targets.error)}
          doing="listing the targets"
          onRetry={() => void targets.refetch()}
        />
      ) : null}
      {targets.isPending ? (
        <div className="space-y-4">
          <SkeletonPanel label="Loading the targets" />
        </div>
      ) : null}
      {items && items.length > 0 ? (
        <div className="space-y-4">
          {items.map((target) => (
            <TargetCard key={target.id} target={target} />
          ))}
        </div>
      ) : null}
      {items?.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={Cloud} title="No targets yet" actions={add}>
            {mayManage
              ? 'Name an AWS account and a region, the role that Flowport may assume there and a bucket for the state. Then teams can request stacks in it.'
              : 'Stacks need an AWS account to live in. An admin can add one here.'}
          </EmptyState>
        </div>
      ) : null}
      {mayManage ? null : (
        <p className="mt-4 flex items-start gap-2 text-sm text-fg-muted">
          <LockKeyhole aria-hidden className="mt-0.5 size-4 shrink-0" />
          Only admins add and check targets, as each one lets Flowport act in an AWS account. Your role is {viewer.role}
          .
        </p>
      )}
    </Page>
  );
}
