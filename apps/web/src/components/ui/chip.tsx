import type { ReactNode } from 'react';
import { cx } from './classNames.ts';
import { type Tone, toneChip } from './statusLabel.tsx';

type ChipProps = { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string; title?: string };

/** A small fact beside a name: a preset, a mark, a count. */
export function Chip({ tone = 'idle', icon, children, className, title }: ChipProps) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 text-2xs font-medium whitespace-nowrap [&_svg]:size-3',
        toneChip[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-raised px-1 font-sans text-2xs text-fg-muted">
      {children}
    </kbd>
  );
}
