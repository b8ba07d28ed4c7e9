'use client';

import { countChanges, type Layer, type StateVersion } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Select } from '#components/ui/controls.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { ChangeRow } from '#features/plan/changeRow.tsx';
import { CountChips } from '#features/plan/countChips.tsx';
import { count, enumerate } from '#format/words.ts';
import { stateHref, stateParsers } from './stateQuery.ts';
import { nameOf } from './versionName.ts';

type DifferencePanelProps = {
  stackId: string;
  query: { layer: Layer; from: string; to: string };
  items: readonly StateVersion[];
};

/** What lies between two versions, read like a plan: what came, went and changed, with the attributes. */
export function DifferencePanel({ stackId, query, items }: DifferencePanelProps) {
  const trpc = useTRPC();
  const { layer, from, to } = query;
  const difference = useQuery(
    trpc.state.compare.queryOptions(
      { stackId, layer, from, to },
      { staleTime: Number.POSITIVE_INFINITY, retry: false },
    ),
  );
  const found = difference.data;
  return (
    <section aria-labelledby="difference-title" className="border-t border-line">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2 bg-sunken px-4 py-3">
        <h3 id="difference-title" className="self-center text-sm font-semibold">
          What changed
        </h3>
        <div className="flex flex-wrap items-end gap-2">
          <VersionChoice label="From" name="from" value={from} items={items} />
          <VersionChoice label="To" name="to" value={to} items={items} />
          <LinkButton href={stateHref(stackId, { layer })} scroll={false} kind="ghost">
            <X aria-hidden />
            Close
          </LinkButton>
        </div>
      </header>
      {difference.error ? (
        <FailureNotice
          failure={failureFrom(difference.error)}
          doing="comparing the versions"
          onRetry={() => void difference.refetch()}
          className="m-4"
        />
      ) : !found ? (
        <SkeletonRows rows={3} label="Comparing the versions" />
      ) : (
        <>
          <p
            role="status"
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 text-sm"
          >
            {found.changes.length === 0 ? (
              'No resource differs.'
            ) : (
              <>
                {count(found.changes.length, 'resource')} differ
                <CountChips counts={countChanges(found.changes)} />
              </>
            )}
            <span className="text-fg-muted">{found.unchanged} unchanged</span>
          </p>
          {found.changes.length > 0 ? (
            <ul aria-label="Resources that differ" className="divide-y divide-line border-t border-line">
              {found.changes.map((change) => (
                <ChangeRow key={change.address} change={change} />
              ))}
            </ul>
          ) : null}
          {found.outputsChanged.length > 0 ? (
            <p className="border-t border-line px-4 py-2 text-sm text-fg-muted">
              Outputs that differ: {enumerate(found.outputsChanged)}.
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

type VersionChoiceProps = { label: string; name: 'from' | 'to'; value: string; items: readonly StateVersion[] };

function VersionChoice({ label, name, value, items }: VersionChoiceProps) {
  const [, setQuery] = useQueryStates(stateParsers, { history: 'replace' });
  const readable = items.filter(({ content }) => content !== null);
  const isListed = readable.some(({ versionId }) => versionId === value);
  return (
    <div className="flex items-center gap-2 text-sm text-fg-muted">
      <label htmlFor={`version-${name}`}>{label}</label>
      <Select
        id={`version-${name}`}
        value={value}
        className="w-44"
        onChange={(event) => void setQuery({ [name]: event.target.value })}
      >
        {isListed ? null : <option value={value}>{value.slice(0, 12)}…</option>}
        {readable.map((version) => (
          <option key={version.versionId} value={version.versionId}>
            {version.isPresent ? `${nameOf(version)} (present)` : nameOf(version)}
          </option>
        ))}
      </Select>
    </div>
  );
}
