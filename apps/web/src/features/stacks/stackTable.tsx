'use client';

import { presets, type StackRow, type stackSortSchema } from '@flowport/domain';
import { FlaskConical } from 'lucide-react';
import type { z } from 'zod';
import { Chip } from '#components/ui/chip.tsx';
import { Link } from '#components/ui/link.tsx';
import { Cell, HeaderCell, SortCell, Table } from '#components/ui/table.tsx';
import { Age } from '#components/ui/time.tsx';
import { StackEnd } from '#features/lifetime/stackEnd.tsx';
import { formatCents, formatCentsRange } from '#format/money.ts';
import { StackStatusLabel } from './stackStatus.tsx';

type Sort = z.infer<typeof stackSortSchema>;
type Direction = 'asc' | 'desc';

type StackTableProps = {
  items: readonly StackRow[];
  sort: Sort;
  direction: Direction;
  onSort: (sort: Sort, direction: Direction) => void;
};

/** Where a first click on a header leads: names upwards, sizes and times downwards. */
const firstDirection: Record<Sort, Direction> = {
  slug: 'asc',
  status: 'asc',
  team: 'asc',
  target: 'asc',
  cost: 'desc',
  createdAt: 'desc',
  updatedAt: 'desc',
};

export function StackTable({ items, sort, direction, onSort }: StackTableProps) {
  const header = (column: Sort, label: string, align: 'left' | 'right' = 'left') => (
    <SortCell
      label={label}
      align={align}
      sorted={sort === column ? direction : null}
      onSort={() => {
        if (sort !== column) onSort(column, firstDirection[column]);
        else onSort(column, direction === 'asc' ? 'desc' : 'asc');
      }}
    />
  );
  return (
    <div className="hidden overflow-hidden rounded-lg border border-line md:block">
      <Table label="Stacks">
        <thead className="bg-sunken">
          <tr>
            {header('slug', 'Name')}
            {header('status', 'Status')}
            {header('team', 'Team')}
            <HeaderCell className="hidden xl:table-cell">Owner</HeaderCell>
            {header('target', 'Target')}
            {header('cost', 'Cost a month', 'right')}
            {header('createdAt', 'Age', 'right')}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {items.map((stack) => (
            <tr key={stack.id} className="relative hover:bg-hover">
              <Cell className="max-w-80">
                <div className="flex items-center gap-2">
                  <Link
                    href={`/stacks/${stack.id}`}
                    className="rounded-sm font-medium after:absolute after:inset-0 hover:text-accent-text"
                  >
                    {stack.slug}
                  </Link>
                  <Chip>{presets[stack.preset].title}</Chip>
                </div>
                <p className="truncate text-xs text-fg-muted">{stack.description || 'No description'}</p>
              </Cell>
              <Cell>
                <StackStatusLabel status={stack.status} />
                <StackEnd stack={stack} />
              </Cell>
              <Cell className="whitespace-nowrap">{stack.team.name}</Cell>
              <Cell className="hidden whitespace-nowrap text-fg-muted xl:table-cell" title={stack.owner.email}>
                {stack.owner.name}
              </Cell>
              <Cell className="whitespace-nowrap">
                <TargetName target={stack.target} />
              </Cell>
              <Cell className="text-right whitespace-nowrap tabular-nums">
                <span title="From the smallest to the largest size of all node groups">
                  {formatCents(stack.costFloorCents)}
                  {stack.costCeilingCents > stack.costFloorCents ? (
                    <span className="text-fg-faint"> – {formatCents(stack.costCeilingCents)}</span>
                  ) : null}
                </span>
              </Cell>
              <Cell className="text-right whitespace-nowrap text-fg-muted">
                <Age at={stack.createdAt} className="relative z-1" />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export function TargetName({ target }: { target: StackRow['target'] }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {target.kind === 'sandbox' ? <FlaskConical aria-label="Sandbox" className="size-3.5 shrink-0 text-warn" /> : null}
      {target.name}
      <span className="text-fg-faint">{target.region}</span>
    </span>
  );
}

export function costRange(stack: Pick<StackRow, 'costFloorCents' | 'costCeilingCents'>): string {
  return formatCentsRange(stack.costFloorCents, stack.costCeilingCents);
}
