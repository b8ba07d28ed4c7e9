'use client';

import { ChevronRight } from 'lucide-react';
import { Chip } from '#components/ui/chip.tsx';
import { layerSummaries, layerTitles } from '#features/runs/stepLabel.ts';
import { count } from '#format/words.ts';
import { ChangeRow } from './changeRow.tsx';
import { CountChips } from './countChips.tsx';
import type { ReviewLayer } from './reviewPlan.ts';

/** One layer of a plan: what it is based on, its counts, its parts with their changes. */
export function LayerSection({ layer }: { layer: ReviewLayer }) {
  const title = layerTitles[layer.layer];
  const isEnvelope = layer.basis === 'envelope';
  return (
    <section aria-labelledby={`plan-${layer.layer}`} className="overflow-hidden rounded-lg border border-line">
      <header className="border-b border-line bg-sunken px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 id={`plan-${layer.layer}`} className="text-sm font-semibold">
            {title}
          </h3>
          <Chip tone={isEnvelope ? 'warn' : 'ok'}>{isEnvelope ? 'Envelope' : 'Exact plan'}</Chip>
          <span className="ml-auto">
            <CountChips counts={layer.counts} withWords />
          </span>
        </div>
        <p className="mt-1 text-xs text-pretty text-fg-muted">
          {isEnvelope
            ? `Terraform can plan this layer only when the layers below it exist. These are all resources it contains. If its real plan does anything but create them, the run pauses and asks again.`
            : layerSummaries[layer.layer]}
        </p>
      </header>
      {layer.release.length > 0 ? (
        <details open className="group/part border-b border-line">
          <summary className="flex items-center gap-2 px-4 py-2 hover:bg-hover">
            <ChevronRight
              aria-hidden
              className="size-4 shrink-0 text-fg-faint transition-transform group-open/part:rotate-90"
            />
            <h4 className="text-sm font-medium">First, so that the rest can go</h4>
            <span className="ml-auto text-xs text-fg-muted">{count(layer.release.length, 'protection')} released</span>
          </summary>
          <ul className="divide-y divide-line border-t border-line">
            {layer.release.map((change) => (
              <ChangeRow key={change.address} change={change} />
            ))}
          </ul>
        </details>
      ) : null}
      {layer.parts.length === 0 ? (
        <p className="px-4 py-3 text-sm text-fg-muted">Nothing changes in this layer.</p>
      ) : null}
      {layer.parts.map(({ part, counts, changes }) => (
        <details key={part.id} open className="group/part border-b border-line last:border-b-0">
          <summary className="flex items-center gap-2 px-4 py-2 hover:bg-hover">
            <ChevronRight
              aria-hidden
              className="size-4 shrink-0 text-fg-faint transition-transform group-open/part:rotate-90"
            />
            <h4 className="text-sm font-medium">{part.title}</h4>
            <span className="ml-auto text-xs">
              <CountChips counts={counts} />
            </span>
          </summary>
          <ul className="divide-y divide-line border-t border-line">
            {changes.map((change) => (
              <ChangeRow key={change.address} change={change} />
            ))}
          </ul>
        </details>
      ))}
      <LayerRest layer={layer} />
    </section>
  );
}

function LayerRest({ layer }: { layer: ReviewLayer }) {
  const { drift, unchanged, outputsChanged } = layer;
  return (
    <>
      {drift.length > 0 ? (
        <details className="group/rest border-t border-line first:border-t-0">
          <RestSummary
            title={`${count(drift.length, 'resource')} not as the last apply left ${drift.length === 1 ? 'it' : 'them'}`}
          />
          <p className="px-4 pb-2 pl-10 text-xs text-fg-muted">
            Changed by hand or by another system, or filled in by AWS since. The plan above starts from how they are
            now.
          </p>
          <ul className="divide-y divide-line border-t border-line">
            {drift.map((change) => (
              <ChangeRow key={change.address} change={change} />
            ))}
          </ul>
        </details>
      ) : null}
      {unchanged.length > 0 ? (
        <details className="group/rest border-t border-line first:border-t-0">
          <RestSummary title={`${count(unchanged.length, 'resource')} unchanged`} />
          <ul className="divide-y divide-line border-t border-line">
            {unchanged.map((change) => (
              <ChangeRow key={change.address} change={change} />
            ))}
          </ul>
        </details>
      ) : null}
      {outputsChanged.length > 0 ? (
        <p className="border-t border-line px-4 py-2 text-xs text-fg-muted wrap-anywhere first:border-t-0">
          Outputs that change: <code>{outputsChanged.join(', ')}</code>
        </p>
      ) : null}
    </>
  );
}

function RestSummary({ title }: { title: string }) {
  return (
    <summary className="flex items-center gap-2 px-4 py-2 text-sm text-fg-muted hover:bg-hover">
      <ChevronRight
        aria-hidden
        className="size-4 shrink-0 text-fg-faint transition-transform group-open/rest:rotate-90"
      />
      {title}
    </summary>
  );
}
