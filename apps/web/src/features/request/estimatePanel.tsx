'use client';

import { type CostEstimate, layers } from '@flowport/domain';
import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { failureFrom } from '#client/failure.ts';
import { cx } from '#components/ui/classNames.ts';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { costDelta, deltaWords } from '#features/costs/compareCosts.ts';
import { CostSource } from '#features/costs/costSource.tsx';
import { CostTable } from '#features/costs/costTable.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { formatCentsRange } from '#format/money.ts';
import type { Estimate } from './useEstimate.ts';

type EstimatePanelProps = {
  estimate: Estimate;
  isValid: boolean;
  /** What the stack costs today, where the form changes one. */
  before?: CostEstimate;
  /** Where the components stand beside it in full. */
  isCompact?: boolean;
  children?: ReactNode;
};

/** What the form would cost and create, beside it while one fills it in. */
export function EstimatePanel({ estimate, isValid, before, isCompact = false, children }: EstimatePanelProps) {
  const { view } = estimate;
  const difference = view && before ? deltaWords(costDelta(before, view.cost)) : null;
  // While the next answer is on its way; values before a problem stay readable, as the text says what they are.
  const isUpdating = estimate.isStale && isValid;
  return (
    <Panel aria-labelledby="estimate-title" className="overflow-hidden">
      <div className="px-4 pt-4">
        <div className="flex items-center justify-between gap-2">
          <h2 id="estimate-title" className="text-xs font-medium text-fg-muted">
            Estimated cost a month
          </h2>
          {isUpdating ? <LoaderCircle aria-hidden className="size-3.5 animate-spin text-fg-muted" /> : null}
        </div>
        {view ? (
          <p
            aria-live="polite"
            aria-busy={isUpdating}
            className="mt-1 text-xl font-semibold tracking-tight tabular-nums"
          >
            {formatCentsRange(view.cost.floorCents, view.cost.ceilingCents)}
          </p>
        ) : (
          <Skeleton className="mt-2 h-6 w-40" />
        )}
        {view && before ? (
          <p className="text-sm font-medium text-accent-text tabular-nums">
            {difference === null ? 'No difference from today' : `${difference} against today`}
          </p>
        ) : null}
        <p className="mt-0.5 text-xs text-pretty text-fg-muted">
          {isValid
            ? 'From the fewest to the most nodes of every group.'
            : 'For the values before the marked problems: correct them to bring it up to date.'}
        </p>
      </div>
      {estimate.error && !view ? (
        <FailureNotice
          failure={failureFrom(estimate.error)}
          doing="estimating the cost"
          onRetry={estimate.retry}
          className="m-4"
        />
      ) : null}
      {view ? (
        <>
          {isCompact ? null : <CostTable cost={view.cost} className="mt-3" />}
          <div className={cx('border-t border-line px-4 py-3', isCompact && 'mt-3')}>
            <h3 className="text-xs font-medium text-fg-muted">{before ? 'Resources' : 'Resources to be created'}</h3>
            <dl className="mt-1.5 grid grid-cols-4 gap-2 text-center tabular-nums">
              {layers.map((layer) => (
                <div key={layer} className="flex flex-col-reverse">
                  <dt className="text-2xs text-fg-faint">{layerTitles[layer]}</dt>
                  <dd className="text-sm font-medium">{view.resources[layer]}</dd>
                </div>
              ))}
              <div className="flex flex-col-reverse border-l border-line">
                <dt className="text-2xs text-fg-faint">Total</dt>
                <dd className="text-sm font-medium">
                  {layers.reduce((sum, layer) => sum + (view.resources[layer] ?? 0), 0)}
                </dd>
              </div>
            </dl>
          </div>
          {isCompact ? null : <CostSource cost={view.cost} className="border-t border-line px-4 py-2" />}
        </>
      ) : null}
      {children ? <div className="border-t border-line p-4">{children}</div> : null}
    </Panel>
  );
}
