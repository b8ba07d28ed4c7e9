import { Link } from '#components/ui/link.tsx';
import { cx } from './classNames.ts';

type SegmentLink = { id: string; label: string; href: string };

/** A choice of few whose every option has an address, all of them in sight. */
export function SegmentLinks({
  label,
  links,
  current,
}: {
  label: string;
  links: readonly SegmentLink[];
  current: string;
}) {
  return (
    <nav aria-label={label}>
      <ul className="inline-flex flex-wrap rounded-md border border-line-strong bg-sunken p-0.5">
        {links.map((link) => (
          <li key={link.id}>
            <Link
              href={link.href}
              scroll={false}
              aria-current={link.id === current ? 'true' : undefined}
              className={cx(
                'flex h-6.5 items-center rounded-sm border px-2.5 text-sm',
                link.id === current
                  ? 'border-line-strong bg-raised text-fg shadow-xs'
                  : 'border-transparent text-fg-muted hover:text-fg',
              )}
            >
              {link.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
