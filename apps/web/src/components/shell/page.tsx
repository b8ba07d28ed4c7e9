'use client';

import { ChevronRight, Menu as MenuIcon, Search } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/classNames.ts';
import { Link } from '#components/ui/link.tsx';
import { SandboxBanner } from './sandboxBanner.tsx';
import { useShell } from './shellContext.tsx';
import { ThemeSwitch } from './themeSwitch.tsx';

type Crumb = { label: string; href?: string };

type PageProps = {
  /** From the top of the portal down to here; the last one is this page. */
  crumbs: readonly Crumb[];
  title: ReactNode;
  /** A line of facts under the title. */
  meta?: ReactNode;
  actions?: ReactNode;
  /** Beside the title: the status of what the page shows. */
  badge?: ReactNode;
  width?: 'wide' | 'narrow';
  children: ReactNode;
};

/** The frame of every page: where one is, what it is, the one primary action, and the contents. */
export function Page({ crumbs, title, meta, actions, badge, width = 'wide', children }: PageProps) {
  return (
    <div className="flex min-w-0 flex-1 flex-col bg-surface">
      <TopBar crumbs={crumbs} />
      <SandboxBanner />
      <main
        id="main"
        tabIndex={-1}
        className={cx(
          'mx-auto w-full flex-1 px-4 pt-6 pb-16 outline-none sm:px-8',
          width === 'wide' ? 'max-w-[84rem]' : 'max-w-[56rem]',
        )}
      >
        <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
              <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
              {badge}
            </div>
            {meta ? <div className="mt-1 text-sm text-fg-muted">{meta}</div> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
        </div>
        {children}
      </main>
    </div>
  );
}

function TopBar({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { setDrawerOpen, setPaletteOpen } = useShell();
  return (
    <header className="sticky top-0 z-20 flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 sm:px-8">
      <IconButton
        label="Open the navigation"
        icon={<MenuIcon />}
        className="js-only -ml-2 lg:hidden"
        onClick={() => setDrawerOpen(true)}
      />
      <nav aria-label="Breadcrumbs" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-1.5 text-sm">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.label}>
              {index > 0 ? (
                <li aria-hidden className="text-fg-faint">
                  <ChevronRight className="size-3.5" />
                </li>
              ) : null}
              <li className={cx('min-w-0 truncate', index < crumbs.length - 1 && 'shrink-0')}>
                {crumb.href ? (
                  <Link href={crumb.href} className="rounded-sm text-fg-muted hover:text-fg">
                    {crumb.label}
                  </Link>
                ) : (
                  <span aria-current="page" className="font-medium">
                    {crumb.label}
                  </span>
                )}
              </li>
            </Fragment>
          ))}
        </ol>
      </nav>
      <IconButton
        label="Search or jump to"
        icon={<Search />}
        className="js-only lg:hidden"
        onClick={() => setPaletteOpen(true)}
      />
      <ThemeSwitch />
    </header>
  );
}
