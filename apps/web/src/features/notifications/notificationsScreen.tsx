'use client';

import type { NotificationView } from '@flowport/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { kindLook, notificationHref } from './notificationLooks.ts';

const pollMilliseconds = 15_000;

/** What the teams of the viewer were told. Looking at it is what makes it seen. */
export function NotificationsScreen() {
  const trpc = useTRPC();
  const list = useQuery(
    trpc.notifications.list.queryOptions(undefined, { refetchInterval: usePolling(pollMilliseconds) }),
  );
  const items = list.data?.items;
  useSeen(items?.[0]?.at);
  return (
    <Page
      crumbs={[{ label: 'Notifications' }]}
      title="Notifications"
      meta="What your teams were told, newest first."
      width="narrow"
      actions={
        <LinkButton href="/settings#team-notifications" kind="ghost">
          Webhooks and mails
        </LinkButton>
      }
    >
      {list.error && !items ? (
        <FailureNotice
          failure={failureFrom(list.error)}
          doing="listing your notifications"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isPending ? (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={4} label="Loading your notifications" />
        </div>
      ) : null}
      {items?.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={BellOff} title="Nothing to tell yet">
            Before a stack ends, when it drifts, and when a run needs somebody, its team is told here.
          </EmptyState>
        </div>
      ) : null}
      {items && items.length > 0 ? (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {items.map((item) => (
            <NotificationRow key={item.id} item={item} />
          ))}
        </ul>
      ) : null}
    </Page>
  );
}

function NotificationRow({ item }: { item: NotificationView }) {
  const { icon: Icon, tone } = kindLook(item.kind);
  const href = notificationHref(item);
  return (
    <li className="flex gap-3 px-4 py-3">
      <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', tone)} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-sm font-medium">
          {href ? (
            <Link href={href} className="rounded-sm wrap-anywhere hover:text-accent-text hover:underline">
              {item.title}
            </Link>
          ) : (
            <span className="wrap-anywhere">{item.title}</span>
          )}
          {item.isNew ? <Chip>New</Chip> : null}
        </p>
        <p className="mt-0.5 max-w-prose text-sm whitespace-pre-wrap wrap-anywhere text-fg-muted">{item.text}</p>
        <p className="mt-1 text-xs text-fg-faint">
          {item.team.name} · <RelativeTime at={item.at} />
        </p>
      </div>
    </li>
  );
}

/** Tells the server once per newest; what is marked as new on the page stays so until it is left. */
function useSeen(newest: string | undefined): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const told = useRef<string>(undefined);
  const { mutate } = useMutation(
    trpc.notifications.see.mutationOptions({
      onSuccess: (counts) => queryClient.setQueryData(trpc.notifications.count.queryKey(), counts),
    }),
  );
  useEffect(() => {
    if (newest === undefined || told.current === newest) return;
    told.current = newest;
    mutate({ until: newest });
  }, [newest, mutate]);
}
