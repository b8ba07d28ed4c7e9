import type { LucideIcon } from 'lucide-react';
import { cx } from './classNames.ts';

export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle' | 'accent';

/** Whole class names, as Tailwind finds them only when they are written out. */
export const toneText: Record<Tone, string> = {
  ok: 'text-ok',
  busy: 'text-busy',
  warn: 'text-warn',
  bad: 'text-bad',
  idle: 'text-idle',
  accent: 'text-accent-text',
};

export const toneChip: Record<Tone, string> = {
  ok: 'border-ok-line bg-ok-tint text-ok',
  busy: 'border-busy-line bg-busy-tint text-busy',
  warn: 'border-warn-line bg-warn-tint text-warn',
  bad: 'border-bad-line bg-bad-tint text-bad',
  idle: 'border-idle-line bg-idle-tint text-idle',
  accent: 'border-accent-line bg-accent-tint text-accent-text',
};

export type StatusLook = { tone: Tone; icon: LucideIcon; label: string; spins?: boolean };

/** A status is always an icon, a word and a colour together. */
export function StatusLabel({ look, className }: { look: StatusLook; className?: string }) {
  const Icon = look.icon;
  return (
    <span
      className={cx(
        'inline-flex h-5.5 items-center gap-1 rounded-full border pr-2 pl-1.5 text-xs font-medium whitespace-nowrap',
        toneChip[look.tone],
        className,
      )}
    >
      <Icon aria-hidden className={cx('size-3.5 shrink-0', look.spins && 'animate-spin')} />
      {look.label}
    </span>
  );
}

/** The same without the chip, for dense rows. */
export function StatusText({ look, className }: { look: StatusLook; className?: string }) {
  const Icon = look.icon;
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap', toneText[look.tone], className)}>
      <Icon aria-hidden className={cx('size-4 shrink-0', look.spins && 'animate-spin')} />
      {look.label}
    </span>
  );
}
