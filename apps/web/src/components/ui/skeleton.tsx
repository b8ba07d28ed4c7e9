import { cx } from './classNames.ts';

/** Stands where something will be. The region around it says "Loading …" to screen readers, once. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-shimmer rounded-sm bg-active', className)} />;
}

export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex items-center gap-4 px-4 py-3.5">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3.5 w-20" />
          <Skeleton className="ml-auto h-3.5 w-24" />
        </div>
      ))}
    </div>
  );
}

/** A panel whose contents are on their way. */
export function SkeletonPanel({ label, className }: { label: string; className?: string }) {
  return (
    <div role="status" className={cx('rounded-lg border border-line p-4', className)}>
      <span className="sr-only">{label}</span>
      <Skeleton className="h-4 w-48" />
      <Skeleton className="mt-4 h-3.5 w-full" />
      <Skeleton className="mt-2.5 h-3.5 w-11/12" />
      <Skeleton className="mt-2.5 h-3.5 w-3/5" />
    </div>
  );
}
