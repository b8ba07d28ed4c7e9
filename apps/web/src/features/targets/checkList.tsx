import type { CheckView } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { toneText } from '#components/ui/statusLabel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { checkLooks } from '#features/checks/checkLooks.ts';

/** What was checked, how it went, and what to do where it went badly. */
export function CheckList({ checks, label }: { checks: readonly CheckView[]; label: string }) {
  return (
    <ul aria-label={label} className="space-y-3">
      {checks.map((check) => (
        <Check key={check.name} check={check} />
      ))}
    </ul>
  );
}

function Check({ check }: { check: CheckView }) {
  const { icon: Icon, tone, label } = checkLooks[check.status];
  return (
    <li className="flex gap-2.5 text-sm">
      <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', toneText[tone])} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3">
          <p>
            <span className="font-medium text-fg">{check.title}</span>{' '}
            <span className={cx('text-xs', toneText[tone])}>{label}</span>
          </p>
          <RelativeTime at={check.checkedAt} className="shrink-0 text-xs text-fg-faint" />
        </div>
        {check.detail ? <p className="text-fg-muted wrap-anywhere">{check.detail}</p> : null}
        {check.remedy ? (
          <p className="mt-0.5 wrap-anywhere">
            <span className="font-medium">What to do: </span>
            {check.remedy}
          </p>
        ) : null}
      </div>
    </li>
  );
}
