'use client';

import type { RunRow } from '@flowport/domain';
import { Link } from '#components/ui/link.tsx';
import { StatusText } from '#components/ui/statusLabel.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { Elapsed, RelativeTime } from '#components/ui/time.tsx';
import { CountChips } from '#features/plan/countChips.tsx';
import { RunKindLabel, RunStatusLabel, runKindLooks, runLook } from './runStatus.tsx';

function Expiry({ run }: { run: RunRow }) {
  if (run.status !== 'awaiting_approval' || run.approvalExpiresAt === null) return null;
  return (
    <p className="text-xs whitespace-nowrap text-fg-faint">
      expires <RelativeTime at={run.approvalExpiresAt} className="relative z-1" />
    </p>
  );
}

/** Runs as a table, and as rows of two lines where a table does not fit. */
export function RunList({ items, showsStack }: { items: readonly RunRow[]; showsStack: boolean }) {
  return (
    <div className="@container">
      <div className="hidden overflow-hidden rounded-lg border border-line md:block">
        <Table label="Runs">
          <thead className="bg-sunken">
            <tr>
              <HeaderCell>Run</HeaderCell>
              <HeaderCell>Status</HeaderCell>
              <HeaderCell>Changes</HeaderCell>
              <HeaderCell className="hidden @4xl:table-cell">Requested by</HeaderCell>
              <HeaderCell className="text-right">Took</HeaderCell>
              <HeaderCell className="text-right">Started</HeaderCell>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {items.map((run) => (
              <tr key={run.id} className="relative hover:bg-hover">
                <Cell className="max-w-72 @4xl:max-w-96">
                  <Link
                    href={`/runs/${run.id}`}
                    className="flex items-center gap-2 rounded-sm font-medium after:absolute after:inset-0"
                  >
                    <RunKindLabel kind={run.kind} />
                    {showsStack ? <span>{run.stack.slug}</span> : null}
                  </Link>
                  {run.reason ? <p className="truncate pl-5.5 text-xs text-fg-muted">{run.reason}</p> : null}
                </Cell>
                <Cell>
                  <RunStatusLabel run={run} />
                  <Expiry run={run} />
                </Cell>
                <Cell className="text-sm">
                  {run.counts ? (
                    <CountChips counts={run.counts} />
                  ) : (
                    <span className="text-fg-faint">not planned yet</span>
                  )}
                </Cell>
                <Cell className="hidden whitespace-nowrap text-fg-muted @4xl:table-cell">{run.requestedBy.name}</Cell>
                <Cell className="text-right whitespace-nowrap text-fg-muted">
                  {run.startedAt && run.status !== 'awaiting_approval' ? (
                    <Elapsed startedAt={run.startedAt} finishedAt={run.finishedAt} />
                  ) : (
                    '–'
                  )}
                </Cell>
                <Cell className="text-right whitespace-nowrap text-fg-muted">
                  <RelativeTime at={run.createdAt} className="relative z-1" />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <ul aria-label="Runs" className="divide-y divide-line rounded-lg border border-line md:hidden">
        {items.map((run) => (
          <li key={run.id} className="relative px-3.5 py-3">
            <div className="flex items-start justify-between gap-3">
              <Link href={`/runs/${run.id}`} className="min-w-0 font-medium wrap-anywhere after:absolute after:inset-0">
                {runKindLooks[run.kind].label} {showsStack ? run.stack.slug : null}
              </Link>
              <StatusText look={runLook(run)} className="text-xs" />
            </div>
            <div className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-fg-muted">
              <RelativeTime at={run.createdAt} />
              <span>{run.requestedBy.name}</span>
              {run.counts ? <CountChips counts={run.counts} /> : null}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
