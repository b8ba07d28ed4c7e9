'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from '#components/ui/link.tsx';
import { cx } from './classNames.ts';

export type TabLink = { id: string; label: string; href: string; badge?: ReactNode };

/** Tabs that are links: each has an address, opens in a new tab if asked, and works without scripts. */
export function TabLinks({ label, tabs, current }: { label: string; tabs: readonly TabLink[]; current: string }) {
  const list = useRef<HTMLUListElement>(null);
  // On a phone the chosen tab may lie beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is what moves the list
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      <ul ref={list} className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <Link
              href={tab.href}
              scroll={false}
              aria-current={tab.id === current ? 'page' : undefined}
              className={cx(
                '-mb-px flex h-9 items-center gap-1.5 border-b-2 px-2.5 text-sm whitespace-nowrap',
                tab.id === current
                  ? 'border-accent font-medium text-fg'
                  : 'border-transparent text-fg-muted hover:border-line-strong hover:text-fg',
              )}
            >
              {tab.label}
              {tab.badge}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
