import type { Layer, PlanChange } from '@flowport/domain';
import { ChevronRight, PencilLine, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { CopyButton } from '#components/ui/copy.tsx';
import { toneText } from '#components/ui/statusLabel.tsx';
import { AttributeTable } from '#features/plan/attributeTable.tsx';
import { typeTitle } from '#features/plan/parts.ts';
import { layerTitles } from '#features/runs/stepLabel.ts';

type OutsideChangeRowProps = {
  layer: Layer;
  change: PlanChange;
  /** Beside the name: what somebody has said of it. */
  badge?: ReactNode;
  /** Below the values: since when, and whom to ask. */
  children?: ReactNode;
};

/** A resource that is not as Flowport left it: how it was left, and how it was found. */
export function OutsideChangeRow({ layer, change, badge, children }: OutsideChangeRowProps) {
  const isGone = change.action === 'delete';
  const Icon = isGone ? Trash2 : PencilLine;
  const words = isGone ? 'Deleted outside' : 'Changed outside';
  return (
    <li className="border-t border-line first:border-t-0">
      <details open={!isGone} className="group/change">
        <summary className="flex items-start gap-2.5 px-4 py-2 hover:bg-hover">
          <ChevronRight
            aria-hidden
            className="mt-0.5 -mr-0.5 size-4 shrink-0 text-fg-faint transition-transform group-open/change:rotate-90"
          />
          <span className={cx('mt-0.5 flex shrink-0 items-center', toneText[isGone ? 'bad' : 'warn'])} title={words}>
            <Icon aria-hidden className="size-4" />
            <span className="sr-only">{words}</span>
          </span>
          <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <span className="text-sm">{typeTitle(change.type)}</span>
            <code className="min-w-0 text-xs wrap-anywhere text-fg-muted">{change.address}</code>
          </span>
          <span className="flex shrink-0 flex-wrap justify-end gap-1">
            {badge}
            <Chip>{layerTitles[layer]}</Chip>
          </span>
        </summary>
        <div className="border-t border-line bg-sunken py-2 pr-4 pl-4 sm:pl-16.5">
          {isGone ? (
            <p className="text-sm">It is gone. The next apply creates it anew.</p>
          ) : (
            <AttributeTable attributes={change.attributes} label={`What changed outside of ${change.address}`} />
          )}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-1.5 text-xs text-fg-muted">
            {children}
            <CopyButton text={change.address} what={`address ${change.address}`} />
          </div>
        </div>
      </details>
    </li>
  );
}
