'use client';

import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { formatAge, formatDuration, formatExact, formatRelative, secondsBetween } from '#format/time.ts';
import { cx } from './classNames.ts';

const ClockContext = createContext<Date>(new Date(0));

/**
 * One clock for all relative times of a page. It starts with the server's instant, so that what the server rendered and
 * what the browser hydrates are the same words.
 */
export function ClockProvider({ startedAt, children }: { startedAt: string; children: ReactNode }) {
  const [now, setNow] = useState(() => new Date(startedAt));
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return <ClockContext value={now}>{children}</ClockContext>;
}

export function useNow(): Date {
  return use(ClockContext);
}

/** The wall clock by the second while `running`, for durations that grow before one's eyes. */
function useSeconds(running: boolean): Date {
  const start = useNow();
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    if (!running) return;
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now !== null && now > start ? now : start;
}

/** Local time is known in the browser alone; until then, and in other time zones' screenshots, UTC is unmistakable. */
function useExact(at: string): string {
  const [local, setLocal] = useState<string | null>(null);
  useEffect(() => {
    setLocal(new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' }));
  }, [at]);
  const exact = formatExact(new Date(at));
  return local === null ? exact : `${local} (${exact})`;
}

/** "3 minutes ago", the exact time on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const exact = useExact(at);
  return (
    <time dateTime={at} title={exact} className={className}>
      {formatRelative(new Date(at), now)}
    </time>
  );
}

/** "3 h": how old, the exact time on hover. */
export function Age({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const exact = useExact(at);
  return (
    <time dateTime={at} title={exact} className={cx('tabular-nums', className)}>
      {formatAge(new Date(at), now)}
    </time>
  );
}

type ElapsedProps = { startedAt: string; finishedAt: string | null; className?: string };

/** How long something took, or has taken so far. */
export function Elapsed({ startedAt, finishedAt, className }: ElapsedProps) {
  const now = useSeconds(finishedAt === null);
  return (
    <span className={cx('tabular-nums', className)}>{formatDuration(secondsBetween(startedAt, finishedAt, now))}</span>
  );
}
