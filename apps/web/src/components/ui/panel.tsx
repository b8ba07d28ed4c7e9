import type { ComponentProps, ReactNode } from 'react';
import { cx } from './classNames.ts';

/** A bordered surface for one subject. */
export function Panel({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={cx('rounded-lg border border-line bg-surface', className)} />;
}

type PanelHeaderProps = {
  title: ReactNode;
  id?: string;
  note?: ReactNode;
  actions?: ReactNode;
  className?: string;
  level?: 'h2' | 'h3';
};

export function PanelHeader({ title, id, note, actions, className, level: Heading = 'h2' }: PanelHeaderProps) {
  return (
    <header className={cx('flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3', className)}>
      <div className="min-w-0">
        <Heading id={id} className="text-sm font-semibold text-fg">
          {title}
        </Heading>
        {note ? <p className="mt-0.5 text-sm text-fg-muted">{note}</p> : null}
      </div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </header>
  );
}

/** Facts as term and value, in as many columns as fit. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cx('grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-6 gap-y-4', className)}>
      {children}
    </dl>
  );
}

export function Fact({ term, children, className }: { term: string; children: ReactNode; className?: string }) {
  return (
    <div className={cx('min-w-0', className)}>
      <dt className="text-xs text-fg-faint">{term}</dt>
      <dd className="mt-0.5 min-w-0 text-sm text-fg">{children}</dd>
    </div>
  );
}
