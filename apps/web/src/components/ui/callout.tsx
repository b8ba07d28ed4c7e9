import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './classNames.ts';
import { type Tone, toneChip, toneText } from './statusLabel.tsx';

const icons: Record<Tone, LucideIcon> = {
  ok: CircleCheck,
  busy: Info,
  warn: TriangleAlert,
  bad: CircleAlert,
  idle: Info,
  accent: Info,
};

type CalloutProps = {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
  role?: 'alert' | 'status' | 'note';
};

/** Something to know before going on. The body is in the text colour, for reading; tint and icon carry the tone. */
export function Callout({ tone, title, children, actions, className, role = 'note' }: CalloutProps) {
  const Icon = icons[tone];
  return (
    <div role={role} className={cx('flex gap-2.5 rounded-md border px-3 py-2.5 text-sm', toneChip[tone], className)}>
      <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', toneText[tone])} />
      <div className="min-w-0 flex-1 text-fg">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={cx('wrap-anywhere', title && 'mt-0.5 text-fg-muted')}>{children}</div> : null}
        {actions ? <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
