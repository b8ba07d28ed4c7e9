'use client';

import type { CostEstimate } from '@flowport/domain';
import { ArrowLeft, ArrowRight, Send } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { formatCentsRange } from '#format/money.ts';
import { count } from '#format/words.ts';

type FormActionsProps = {
  isReview: boolean;
  isPending: boolean;
  problems: number;
  onBack: () => void;
  sendLabel: string;
  reviewLabel: string;
};

/** The one way on, and the way back. */
export function FormActions(props: FormActionsProps) {
  const { isReview, isPending, problems, onBack, sendLabel, reviewLabel } = props;
  if (isReview) {
    return (
      <div className="flex flex-col gap-2">
        <Button type="submit" kind="primary" size="lg" pending={isPending}>
          <Send aria-hidden />
          {sendLabel}
        </Button>
        <Button kind="ghost" onClick={onBack} disabled={isPending}>
          <ArrowLeft aria-hidden />
          Back to the form
        </Button>
      </div>
    );
  }
  return (
    <>
      <Button type="submit" kind="primary" size="lg" className="js-only w-full">
        {reviewLabel}
        <ArrowRight aria-hidden />
      </Button>
      <p aria-live="polite" className="mt-2 text-center text-xs text-fg-muted">
        {problems > 0
          ? `${count(problems, 'problem')} to correct first`
          : 'Nothing is sent before you have seen it all.'}
      </p>
      <noscript>
        <p className="text-center text-xs text-fg-muted">Sending needs JavaScript. Over REST it does not.</p>
      </noscript>
    </>
  );
}

/** On a phone the panel with cost and button lies far below; this keeps both in reach. */
export function MobileActions({
  cost,
  isReview,
  isPending,
  sendLabel,
  reviewLabel,
}: FormActionsProps & { cost: CostEstimate | undefined }) {
  return (
    <div className="js-only sticky bottom-0 z-10 -mx-4 -mb-16 flex items-center justify-between gap-3 border-t border-line bg-raised px-4 py-3 sm:-mx-8 sm:px-8 lg:hidden">
      <span className="min-w-0">
        <span className="block font-semibold tabular-nums">
          {cost ? formatCentsRange(cost.floorCents, cost.ceilingCents) : '…'}
        </span>
        <span className="block text-xs text-fg-muted">a month</span>
      </span>
      <Button type="submit" kind="primary" pending={isPending}>
        {isReview ? sendLabel : reviewLabel}
      </Button>
    </div>
  );
}
