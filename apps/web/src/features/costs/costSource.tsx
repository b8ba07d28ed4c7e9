import type { CostEstimate } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';

/** Where the prices are from, of which day, and what they leave out. */
export function CostSource({ cost, className }: { cost: CostEstimate; className?: string }) {
  return (
    <p className={cx('text-2xs text-pretty text-fg-faint', className)}>
      {cost.source}, as of {cost.asOf}. Other regions differ by up to a fifth; traffic and stored data come on top.
    </p>
  );
}
