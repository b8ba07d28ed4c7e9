import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './classNames.ts';

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
};

/** Says what would be here and how it comes to be here. */
export function EmptyState({ icon: Icon, title, children, actions, className }: EmptyStateProps) {
  return (
    <div className={cx('flex flex-col items-center px-6 py-14 text-center', className)}>
      <span className="grid size-10 place-items-center rounded-lg border border-line bg-sunken text-fg-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <h2 className="mt-4 text-base font-semibold">{title}</h2>
      {children ? <div className="mt-1 max-w-md text-sm text-pretty text-fg-muted">{children}</div> : null}
      {actions ? <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
