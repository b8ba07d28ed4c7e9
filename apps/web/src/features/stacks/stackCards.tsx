'use client';

import { presets, type StackRow } from '@flowport/domain';
import type { ReactNode } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { StackEnd } from '#features/lifetime/stackEnd.tsx';
import { StackStatusLabel } from './stackStatus.tsx';
import { costRange, TargetName } from './stackTable.tsx';

/** The list of stacks where a table does not fit. */
export function StackCards({ items }: { items: readonly StackRow[] }) {
  return (
    <ul aria-label="Stacks" className="space-y-2 md:hidden">
      {items.map((stack) => (
        <li key={stack.id} className="relative rounded-lg border border-line p-3.5">
          <div className="flex items-start justify-between gap-3">
            <div className="flex min-w-0 flex-wrap items-center gap-2">
              <Link
                href={`/stacks/${stack.id}`}
                className="min-w-0 rounded-sm text-base font-medium wrap-anywhere after:absolute after:inset-0"
              >
                {stack.slug}
              </Link>
              <Chip>{presets[stack.preset].title}</Chip>
            </div>
            <div className="text-right">
              <StackStatusLabel status={stack.status} />
              <StackEnd stack={stack} />
            </div>
          </div>
          {stack.description ? (
            <p className="mt-1 line-clamp-2 text-fg-muted wrap-anywhere">{stack.description}</p>
          ) : null}
          <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
            <CardFact term="Team">{stack.team.name}</CardFact>
            <CardFact term="Cost a month">{costRange(stack)}</CardFact>
            <CardFact term="Target">
              <TargetName target={stack.target} />
            </CardFact>
            <CardFact term="Created">
              <RelativeTime at={stack.createdAt} />
            </CardFact>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function CardFact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-fg-faint">{term}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
