import { cx } from '#components/ui/classNames.ts';

/** The mark: a stream that comes in on the left and docks on the right. */
function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cx('size-6', className)}>
      <rect width="24" height="24" rx="6.5" className="fill-accent" />
      <path
        d="M5.5 15.5c4.2 0 4.3-7 8.5-7h1.2"
        className="stroke-on-accent"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path
        d="M5.5 8.5c1.6 0 2.6 1 3.4 2.3"
        className="stroke-on-accent"
        fill="none"
        strokeOpacity="0.55"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path
        d="M11.6 14.2c.7.8 1.5 1.3 2.6 1.3h1"
        className="stroke-on-accent"
        fill="none"
        strokeOpacity="0.55"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path d="M18.5 6v12" className="stroke-on-accent" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="flex items-center gap-2">
      <LogoMark />
      <span className="text-base font-semibold tracking-tight text-fg">Flowport</span>
    </span>
  );
}
