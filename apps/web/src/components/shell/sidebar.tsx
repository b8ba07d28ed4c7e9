'use client';

import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Kbd } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { Drawer } from '#components/ui/dialog.tsx';
import { Link } from '#components/ui/link.tsx';
import { Logo } from './logo.tsx';
import { isCurrent, navigationFor } from './navigation.ts';
import { useShell } from './shellContext.tsx';
import { UserMenu } from './userMenu.tsx';

/** How often the count of approvals is asked for: soon enough to be noticed, and cheap. */
const countMilliseconds = 15_000;

/** Beside the page nothing has to be closed when one goes somewhere. */
function stay() {}

export function Sidebar() {
  return (
    <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-r border-line bg-canvas lg:flex">
      <SidebarContent />
    </aside>
  );
}

export function MobileSidebar() {
  const { drawerOpen, setDrawerOpen } = useShell();
  return (
    <Drawer open={drawerOpen} onOpenChange={setDrawerOpen} title="Navigation">
      <SidebarContent onNavigate={() => setDrawerOpen(false)} />
    </Drawer>
  );
}

function SidebarContent({ onNavigate = stay }: { onNavigate?: () => void }) {
  const { setPaletteOpen } = useShell();
  return (
    <>
      <div className="flex h-12 items-center px-4">
        <Link href="/stacks" aria-label="Flowport, to the stacks" className="rounded-sm" onClick={onNavigate}>
          <Logo />
        </Link>
      </div>
      <div className="js-only px-3 pt-1 pb-3">
        <button
          type="button"
          onClick={() => {
            onNavigate();
            setPaletteOpen(true);
          }}
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-sm text-fg-muted shadow-xs hover:text-fg"
        >
          <Search aria-hidden className="size-4" />
          <span className="flex-1 text-left">Search or jump to</span>
          <Kbd>⌘K</Kbd>
        </button>
      </div>
      <Navigation onNavigate={onNavigate} />
      <div className="mt-auto border-t border-line p-2">
        <UserMenu />
      </div>
    </>
  );
}

function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const pathname = usePathname();
  const { viewer } = useShell();
  return (
    <nav aria-label="Main" className="px-3">
      <ul className="space-y-0.5">
        {navigationFor(viewer.role).map(({ href, label, icon: Icon }) => {
          const current = isCurrent(href, pathname);
          return (
            <li key={href}>
              <Link
                href={href}
                onClick={onNavigate}
                aria-current={current ? 'page' : undefined}
                className={cx(
                  'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium',
                  current ? 'bg-active text-fg' : 'text-fg-muted hover:bg-hover hover:text-fg',
                )}
              >
                <Icon aria-hidden className={cx('size-4 shrink-0', current && 'text-accent-text')} />
                <span className="flex-1">{label}</span>
                {href === '/approvals' ? <ApprovalCount /> : null}
                {href === '/notifications' ? <NotificationCount /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function ApprovalCount() {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.approvals.count.queryOptions(undefined, { refetchInterval: usePolling(countMilliseconds) }),
  );
  if (!data || data.decidable === 0) return null;
  return (
    <span className="rounded-full bg-accent px-1.5 text-2xs leading-4.5 font-semibold text-on-accent">
      {data.decidable}
      <span className="sr-only"> waiting for your decision</span>
    </span>
  );
}

function NotificationCount() {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.notifications.count.queryOptions(undefined, { refetchInterval: usePolling(countMilliseconds) }),
  );
  if (!data || data.unseen === 0) return null;
  return (
    <span className="rounded-full bg-active px-1.5 text-2xs leading-4.5 font-semibold text-fg">
      {data.unseen}
      <span className="sr-only"> new</span>
    </span>
  );
}
