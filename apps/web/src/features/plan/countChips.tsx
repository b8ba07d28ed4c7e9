import type { PlanAction, PlanCounts } from '@flowport/domain';
import { hasChanges } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { toneText } from '#components/ui/statusLabel.tsx';
import { actionLooks } from './actionLook.ts';

const order = ['delete', 'replace', 'forget', 'update', 'create'] as const satisfies readonly PlanAction[];

/** "+19", "~2", "±1", "−3" with their words for screen readers and on hover. */
export function CountChips({ counts, withWords = false }: { counts: PlanCounts; withWords?: boolean }) {
  if (!hasChanges(counts)) return <span className="text-fg-faint">No changes</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      {order
        .filter((action) => counts[action] > 0)
        .map((action) => {
          const { icon: Icon, label, tone } = actionLooks[action];
          const words = `to ${label.toLowerCase()}`;
          return (
            <span
              key={action}
              title={`${counts[action]} ${words}`}
              className={cx('inline-flex items-center gap-1 font-medium tabular-nums', toneText[tone])}
            >
              <Icon aria-hidden className="size-3.5 shrink-0" />
              {counts[action]}
              <span className={withWords ? 'font-normal' : 'sr-only'}> {words}</span>
            </span>
          );
        })}
    </span>
  );
}
