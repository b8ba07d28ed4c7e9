import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './classNames.ts';

/** A table that scrolls inside its own frame, so that the page never does sideways. */
export function Table({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className={cx('w-full border-collapse text-left text-sm', className)}>
        <caption className="sr-only">{label}</caption>
        {children}
      </table>
    </section>
  );
}

export function HeaderCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        'h-9 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-fg-muted first:pl-4 last:pr-4',
        className,
      )}
    />
  );
}

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={cx('border-b border-line px-3 py-2.5 first:pl-4 last:pr-4', className)} />;
}

type SortCellProps = {
  label: string;
  sorted: 'asc' | 'desc' | null;
  onSort: () => void;
  align?: 'left' | 'right';
};

/** A header that sorts: the direction is told by `aria-sort` and by the arrow. */
export function SortCell({ label, sorted, onSort, align = 'left' }: SortCellProps) {
  const Arrow = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ChevronsUpDown;
  return (
    <HeaderCell
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
      className={cx(align === 'right' && 'text-right')}
    >
      <button
        type="button"
        onClick={onSort}
        className={cx(
          'group -mx-1.5 inline-flex h-6 items-center gap-1 rounded-sm px-1.5 hover:bg-hover hover:text-fg',
          align === 'right' && 'flex-row-reverse',
          sorted && 'text-fg',
        )}
      >
        {label}
        <Arrow
          aria-hidden
          className={cx(
            'size-3 shrink-0',
            !sorted && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100',
          )}
        />
      </button>
    </HeaderCell>
  );
}
