'use client';

import type { RunPlan } from '@flowport/domain';
import { ChevronRight, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { cx } from '#components/ui/classNames.ts';
import { SearchInput } from '#components/ui/controls.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { actionLooks, markLooks } from './actionLook.ts';
import { CountChips } from './countChips.tsx';
import { LayerSection } from './layerSection.tsx';
import { typeTitle } from './parts.ts';
import {
  countFilters,
  filterPlan,
  type PlanFilterName,
  planFilters,
  type PlanReview as Review,
  reviewPlan,
} from './reviewPlan.ts';

const filterLabels: Record<PlanFilterName, string> = {
  losses: 'Deleted or replaced',
  iam: markLooks.iam.label,
  network: markLooks.network.label,
  data: markLooks.data.label,
};

/** A plan as a reviewer reads it: counts, what would be lost, then layer by layer. */
export function PlanReview({ plan }: { plan: RunPlan }) {
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<PlanFilterName | null>(null);
  const whole = useMemo(() => reviewPlan(plan), [plan]);
  const shown = useMemo(
    () => (search === '' && only === null ? whole : reviewPlan(filterPlan(plan, { search, only }))),
    [plan, whole, search, only],
  );
  const counted = useMemo(() => countFilters(plan), [plan]);
  const isFiltered = search !== '' || only !== null;
  const layers = isFiltered
    ? shown.layers.filter((layer) =>
        [layer.parts, layer.unchanged, layer.drift, layer.release].some(({ length }) => length > 0),
      )
    : shown.layers;

  return (
    <section aria-labelledby="plan-title" className="space-y-4">
      <h2 id="plan-title" className="sr-only">
        Plan
      </h2>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <div className="text-base">
          <CountChips counts={plan.counts} withWords />
        </div>
        <span className="flex min-w-0 items-center gap-1.5 text-xs text-fg-faint">
          Digest
          <CopyText text={plan.digest} what="digest of the plan">
            {plan.digest.slice(0, 12)}
          </CopyText>
        </span>
      </div>
      {whole.losses.length > 0 ? <Losses losses={whole.losses} /> : null}
      <div className="js-only flex flex-wrap items-center gap-2">
        <SearchInput
          aria-label="Search the plan"
          placeholder="Search by address or type"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="w-full sm:w-64"
        />
        {planFilters
          .filter((name) => counted[name] > 0)
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={only === name}
              onClick={() => setOnly(only === name ? null : name)}
              className={cx(
                'flex h-8 items-center gap-1.5 rounded-md border px-2.5 text-sm',
                only === name
                  ? 'border-accent-line bg-accent-tint text-accent-text'
                  : 'border-line-strong text-fg-muted hover:bg-hover hover:text-fg',
              )}
            >
              {filterLabels[name]}
              <span className="text-xs tabular-nums">{counted[name]}</span>
            </button>
          ))}
      </div>
      {layers.map((layer) => (
        <LayerSection key={layer.layer} layer={layer} />
      ))}
      {layers.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState
            icon={SearchX}
            title="No change fits this filter"
            actions={
              <Button
                onClick={() => {
                  setSearch('');
                  setOnly(null);
                }}
              >
                Show the whole plan
              </Button>
            }
          />
        </div>
      ) : null}
    </section>
  );
}

/** More than these are a wall of red that nobody reads; what holds data is among the first in any case. */
const lossesShown = 8;

function Losses({ losses }: { losses: Review['losses'] }) {
  const holdsData = ({ change }: Review['losses'][number]) => (change.marks.includes('data') ? 0 : 1);
  const sorted = [...losses].sort((left, right) => holdsData(left) - holdsData(right));
  const rest = sorted.slice(lossesShown);
  return (
    <Callout tone="bad" title="What is there today and would be deleted or replaced">
      <LossList losses={sorted.slice(0, lossesShown)} />
      {rest.length > 0 ? (
        <details className="group mt-1.5">
          <summary className="flex items-center gap-1 text-fg hover:underline">
            <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
            and {rest.length} more
          </summary>
          <LossList losses={rest} />
        </details>
      ) : null}
    </Callout>
  );
}

function LossList({ losses }: { losses: Review['losses'] }) {
  return (
    <ul className="mt-1 space-y-1">
      {losses.map(({ layer, change }) => {
        const { icon: Icon, label } = actionLooks[change.action];
        return (
          <li key={`${layer} ${change.address}`} className="flex flex-wrap items-center gap-x-2 text-fg">
            <Icon aria-hidden className="size-3.5" />
            <span className="font-medium">{label}</span>
            {typeTitle(change.type)}
            <code className="text-xs wrap-anywhere text-fg-muted">{change.address}</code>
            <span className="text-xs text-fg-muted">{layerTitles[layer]}</span>
          </li>
        );
      })}
    </ul>
  );
}
