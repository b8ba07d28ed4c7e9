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
  /** Why what is reviewed cannot be sent now; null when it can. */
  blocks: string | null;
  onBack: () => void;
  sendLabel: string;
  reviewLabel: string;
};

/** The one way on, and the way back. */
export function FormActions(props: FormActionsProps) {
  const { isReview, isPending, problems, blocks, onBack, sendLabel, reviewLabel } = props;
  if (isReview) {
    return (
      <div className="flex flex-col gap-2">
        <Button
          type="submit"
          kind="primary"
          size="lg"
          pending={isPending}
          // Not disabled, so that it can be reached and says why nothing can be sent; the form refuses by itself.
          aria-disabled={blocks !== null || undefined}
          aria-describedby={blocks === null ? undefined : 'send-blocked'}
        >
          <Send aria-hidden />
          {sendLabel}
        </Button>
        {blocks === null ? null : (
          <p id="send-blocked" className="text-center text-xs text-pretty text-fg-muted">
            {blocks}
          </p>
        )}
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
  blocks,
  sendLabel,
  reviewLabel,
}: FormActionsProps & { cost: CostEstimate | undefined }) {
  return (
    <div className="js-only sticky bottom-0 z-10 -mx-4 -mb-16 flex items-center justify-between gap-3 border-t border-line bg-raised px-4 py-3 sm:-mx-8 sm:px-8 lg:hidden">
      <span className="min-w-0">
        <span className="block font-semibold tabular-nums">
          {cost ? formatCentsRange(cost.floorCents, cost.ceilingCents) : '…'}
        </span>
        <span className="block text-xs text-pretty text-fg-muted">
          {isReview && blocks !== null ? blocks : 'a month'}
        </span>
      </span>
      <Button
        type="submit"
        kind="primary"
        pending={isPending}
        aria-disabled={(isReview && blocks !== null) || undefined}
      >
        {isReview ? sendLabel : reviewLabel}
      </Button>
    </div>
  );
}
