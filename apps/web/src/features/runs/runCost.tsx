'use client';

import type { RunView } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { costDelta, deltaWords } from '#features/costs/compareCosts.ts';
import { CostSource } from '#features/costs/costSource.tsx';
import { CostTable } from '#features/costs/costTable.tsx';
import { formatCents, formatCentsRange } from '#format/money.ts';
import { runBill } from './runBill.ts';
import { useRunStack } from './useRunStack.ts';

/** What the run does to the monthly bill, by component where the stack is what the run makes of it. */
export function RunCost({ run }: { run: RunView }) {
  const stack = useRunStack(run);
  const then = { floorCents: run.costFloorCents, ceilingCents: run.costCeilingCents };
  // Once it has succeeded the stack is what the run made of it, and there is nothing left to compare with.
  const before = stack && run.costBeforeFloorCents === stack.cost.floorCents ? stack.cost : null;
  const bill = runBill(run, stack);
  const delta = before ? deltaWords(costDelta(before, then)) : null;
  return (
    <details className="group overflow-hidden rounded-lg border border-line bg-surface">
      <summary className="flex items-start gap-2 px-3.5 py-3 hover:bg-hover lg:px-4">
        <ChevronRight
          aria-hidden
          className="mt-0.5 -ml-0.5 size-4 shrink-0 text-fg-faint transition-transform group-open:rotate-90"
        />
        <span className="min-w-0">
          <span className="block text-xs text-fg-muted">{bill.saves ? 'Saves a month' : 'Estimated cost a month'}</span>
          <span className="block font-semibold tabular-nums">
            {formatCentsRange(bill.floorCents, bill.ceilingCents)}
          </span>
          {delta ? <span className="block text-xs text-accent-text tabular-nums">{delta} against today</span> : null}
        </span>
      </summary>
      {bill.floorCents !== then.floorCents ? (
        <p className="border-t border-line px-4 py-2.5 text-xs text-fg-muted tabular-nums">
          Of what is listed, {formatCents(then.floorCents - bill.floorCents)} goes on for the data that is retained.
        </p>
      ) : null}
      <CostTable cost={run.cost} />
      <CostSource cost={run.cost} className="border-t border-line px-4 py-2.5" />
    </details>
  );
}
