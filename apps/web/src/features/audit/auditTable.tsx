import type { AuditEvent } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { actionWords, actorName } from './actionWords.ts';
import { Details, Subject } from './auditEntry.tsx';

/** The log as a table; each row reads as a sentence: who, did what, to what. */
export function AuditTable({ items }: { items: readonly AuditEvent[] }) {
  return (
    <div className="hidden overflow-hidden rounded-lg border border-line md:block">
      <Table label="Audit log, newest first">
        <thead className="bg-sunken">
          <tr>
            <HeaderCell>When</HeaderCell>
            <HeaderCell>Who</HeaderCell>
            <HeaderCell>What</HeaderCell>
            <HeaderCell>On what</HeaderCell>
            <HeaderCell>Detail</HeaderCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {items.map((event) => (
            <tr key={event.id} className="align-top hover:bg-hover">
              <Cell className="whitespace-nowrap text-fg-muted">
                <RelativeTime at={event.at} />
              </Cell>
              <Cell className="whitespace-nowrap" title={event.actor?.email}>
                <Actor event={event} />
              </Cell>
              <Cell className="max-w-56">
                {actionWords(event.action)}
                <code className="block text-2xs text-fg-faint">{event.action}</code>
              </Cell>
              <Cell className="max-w-64">
                <Subject event={event} />
              </Cell>
              <Cell className="max-w-96">
                <Details event={event} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

/** The log where a table does not fit. */
export function AuditCards({ items }: { items: readonly AuditEvent[] }) {
  return (
    <ul aria-label="Audit log, newest first" className="divide-y divide-line rounded-lg border border-line md:hidden">
      {items.map((event) => (
        <li key={event.id} className="px-3.5 py-3">
          <p className="text-sm text-pretty">
            <Actor event={event} /> {actionWords(event.action)} <Subject event={event} />
          </p>
          <p className="mt-0.5 mb-1.5 flex flex-wrap items-baseline gap-x-3 text-xs text-fg-faint">
            <RelativeTime at={event.at} />
            <code className="text-2xs">{event.action}</code>
          </p>
          <Details event={event} />
        </li>
      ))}
    </ul>
  );
}

function Actor({ event }: { event: AuditEvent }) {
  return <span className={cx(event.actor === null && 'text-fg-muted')}>{actorName(event)}</span>;
}
