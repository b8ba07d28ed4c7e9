'use client';

import { type Layer, layers, type StackResource, type StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, PackageOpen, SearchX } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { CopyButton } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SearchField } from '#components/ui/searchField.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { partOf, typeTitle } from '#features/plan/parts.ts';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { count } from '#format/words.ts';

export function ResourcesTab({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const resources = useQuery(trpc.stacks.resources.queryOptions({ stackId: stack.id }));
  const [search, setSearch] = useQueryState(
    'search',
    parseAsString.withDefault('').withOptions({ history: 'replace' }),
  );
  if (resources.error && !resources.data) {
    return (
      <FailureNotice
        failure={failureFrom(resources.error)}
        doing="listing the resources"
        onRetry={() => void resources.refetch()}
      />
    );
  }
  if (!resources.data) {
    return (
      <div className="rounded-lg border border-line">
        <SkeletonRows rows={8} label="Loading the resources" />
      </div>
    );
  }
  const { items } = resources.data;
  if (items.length === 0) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState icon={PackageOpen} title="Nothing exists yet">
          Resources appear here while the first approved plan is applied.
        </EmptyState>
      </div>
    );
  }
  const shown = items.filter((resource) => fits(resource, search));
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <SearchField
          label="Search resources"
          placeholder="Search by address, type or id"
          value={search}
          onChange={(text) => void setSearch(text === '' ? null : text)}
          className="w-full sm:w-72"
        />
        <p aria-live="polite" className="text-sm text-fg-muted tabular-nums">
          {shown.length === items.length
            ? count(items.length, 'resource')
            : `${shown.length} of ${count(items.length, 'resource')}`}
        </p>
      </div>
      {shown.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={SearchX} title="No resource fits this search">
            It looks at addresses, types and ids in AWS.
          </EmptyState>
        </div>
      ) : null}
      {layers.map((layer) => (
        <LayerResources key={layer} layer={layer} items={shown.filter((resource) => resource.layer === layer)} />
      ))}
    </div>
  );
}

function fits(resource: StackResource, search: string): boolean {
  const needle = search.trim().toLowerCase();
  if (needle === '') return true;
  return [resource.address, resource.type, typeTitle(resource.type), resource.resourceId ?? ''].some((text) =>
    text.toLowerCase().includes(needle),
  );
}

function LayerResources({ layer, items }: { layer: Layer; items: readonly StackResource[] }) {
  if (items.length === 0) return null;
  const sorted = [...items].sort(
    (left, right) =>
      partOf(left.type).order - partOf(right.type).order || left.address.localeCompare(right.address, 'en'),
  );
  return (
    <details open className="group overflow-hidden rounded-lg border border-line">
      <summary className="flex items-center gap-2 bg-sunken px-4 py-2.5 hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
        <h2 className="text-sm font-semibold">{layerTitles[layer]}</h2>
        <span className="ml-auto text-xs text-fg-muted tabular-nums">{count(items.length, 'resource')}</span>
      </summary>
      <div className="border-t border-line">
        <Table label={`Resources of ${layerTitles[layer]}`} className="min-w-[44rem] table-fixed">
          <thead>
            <tr>
              <HeaderCell className="w-44">Part</HeaderCell>
              <HeaderCell className="w-52">Type</HeaderCell>
              <HeaderCell>Address</HeaderCell>
              <HeaderCell>Id</HeaderCell>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {sorted.map((resource) => (
              <tr key={resource.address} className="align-top hover:bg-hover">
                <Cell className="py-1.5 text-fg-muted">{partOf(resource.type).title}</Cell>
                <Cell className="py-1.5">{typeTitle(resource.type)}</Cell>
                <Cell className="py-1.5">
                  <Identifier text={resource.address} what="address" />
                </Cell>
                <Cell className="py-1.5">
                  {resource.resourceId ? (
                    <Identifier text={resource.resourceId} what="id" />
                  ) : (
                    <span className="text-fg-faint">none</span>
                  )}
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}

function Identifier({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex min-w-0 items-center gap-0.5">
      <code className="truncate text-xs text-fg-muted" title={text}>
        {text}
      </code>
      <CopyButton text={text} what={`${what} ${text}`} className="-my-1" />
    </span>
  );
}
