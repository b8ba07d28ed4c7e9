'use client';

import type { ApprovalRow } from '@flowport/api';
import { ChevronRight, LockKeyhole, TriangleAlert, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { CountChips } from '#features/plan/countChips.tsx';
import { runKindLooks } from '#features/runs/runStatus.tsx';
import { formatCents, formatCentsDelta, formatCentsRange } from '#format/money.ts';

type ApprovalListProps = { title: string; items: readonly ApprovalRow[]; hint?: ReactNode };

export function ApprovalList({ title, items, hint }: ApprovalListProps) {
  return (
    <section aria-label={title}>
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2 className="text-sm font-semibold">
          {title} <span className="font-normal text-fg-faint tabular-nums">{items.length}</span>
        </h2>
        {hint}
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
        {items.map((run) => (
          <ApprovalItem key={run.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

function ApprovalItem({ run }: { run: ApprovalRow }) {
  const { icon: Icon, label } = runKindLooks[run.kind];
  return (
    <li className="relative flex items-start gap-3 px-4 py-3.5 has-focus-visible:bg-accent-tint hover:bg-hover">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-fg-faint" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <Link
            data-list-link
            href={`/runs/${run.id}?tab=plan`}
            className="rounded-sm text-base font-medium after:absolute after:inset-0"
          >
            {label} {run.stack.slug}
          </Link>
          {run.counts ? <CountChips counts={run.counts} /> : null}
          <Cost run={run} />
        </div>
        <p className="mt-0.5 text-sm text-fg-muted">
          {run.requestedBy.name} for {run.team.name}, in {run.target.name}; planned{' '}
          <RelativeTime at={run.waitingSince} className="relative z-1" />
          {run.approvalExpiresAt ? (
            <>
              ; expires <RelativeTime at={run.approvalExpiresAt} className="relative z-1" />
            </>
          ) : null}
        </p>
        {run.reason ? <p className="mt-1 line-clamp-2 text-sm wrap-anywhere">{run.reason}</p> : null}
        {run.pauseReason ? (
          <p className="mt-1.5 flex items-start gap-1.5 text-sm text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="wrap-anywhere">Paused: {run.pauseReason}</span>
          </p>
        ) : null}
        {run.approvalsNeeded > 1 ? (
          <p className="mt-1.5 flex items-start gap-1.5 text-sm text-fg-muted">
            <UsersRound aria-hidden className="mt-0.5 size-4 shrink-0" />
            {run.approvedBy.length} of {run.approvalsNeeded} approved
            {run.approvedBy.map(({ name }) => `: ${name} has, somebody else has to`).join('')}
          </p>
        ) : null}
        {run.blockedBy ? (
          <p className="mt-1.5 flex items-start gap-1.5 text-sm text-fg-muted">
            <LockKeyhole aria-hidden className="mt-0.5 size-4 shrink-0" />
            {run.blockedBy}
          </p>
        ) : null}
      </div>
      <ChevronRight aria-hidden className="mt-1 size-4 shrink-0 text-fg-faint" />
    </li>
  );
}

/** What the run does to the bill of a month, from the smallest to the largest size of all groups of nodes. */
function Cost({ run }: { run: ApprovalRow }) {
  const range = formatCentsRange(run.costFloorCents, run.costCeilingCents);
  const delta = run.costBeforeFloorCents === null ? null : run.costFloorCents - run.costBeforeFloorCents;
  return (
    <span className="text-sm text-fg-muted tabular-nums">
      {run.kind === 'destroy' ? `saves up to ${formatCents(run.costCeilingCents)} a month` : `${range} a month`}
      {run.kind !== 'destroy' && delta !== null
        ? delta === 0
          ? ', same floor as today'
          : `, ${formatCentsDelta(delta)} at the least`
        : null}
    </span>
  );
}
