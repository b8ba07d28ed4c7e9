import type { TargetPolicy } from '../target/policy.ts';

const hourMilliseconds = 3_600_000;

type Bounds = Pick<TargetPolicy, 'lifetimeDefaultHours' | 'lifetimeMaxHours'>;

/** The latest end that needs nobody's approval, seen from now; null where the target has no limit. */
export function latestEnd({ lifetimeMaxHours }: Pick<Bounds, 'lifetimeMaxHours'>, now: Date): Date | null {
  return lifetimeMaxHours === null ? null : hoursAfter(now, lifetimeMaxHours);
}

/** Whether an end has to be approved: it lies beyond the limit, or there is to be none where the target has a limit. */
export function isBeyondLimit(end: Date | null, bounds: Pick<Bounds, 'lifetimeMaxHours'>, now: Date): boolean {
  const latest = latestEnd(bounds, now);
  return latest !== null && (end === null || end > latest);
}

/**
 * The lifetime of a new stack. What goes beyond the limit is a wish, which the approval of the stack's first run grants;
 * until then it is what the limit allows.
 * @param hours as asked for: null for no end, undefined where the request says nothing.
 */
export function lifetimeOfRequest(
  hours: number | null | undefined,
  bounds: Bounds,
  now: Date,
): { expiresAt: Date | null; wish: { expiresAt: Date | null } | null } {
  const { lifetimeDefaultHours, lifetimeMaxHours } = bounds;
  if (hours === undefined) {
    const known = [lifetimeDefaultHours, lifetimeMaxHours].filter((value) => value !== null);
    return { expiresAt: known.length === 0 ? null : hoursAfter(now, Math.min(...known)), wish: null };
  }
  const wanted = hours === null ? null : hoursAfter(now, hours);
  if (!isBeyondLimit(wanted, bounds, now)) return { expiresAt: wanted, wish: null };
  return { expiresAt: latestEnd(bounds, now), wish: { expiresAt: wanted } };
}

/** How long before the end its team is warned, the most urgent last. */
export const warningMinutes = [48 * 60, 120, 30] as const;
export type WarningMinutes = (typeof warningMinutes)[number];

/**
 * The warning that is due now: of those whose time has come the most urgent, so that after a pause of the workers nobody
 * gets three at once. One whose time lay before the lifetime began is none: who asks for an hour knows it.
 * @param since when the stack was asked for.
 */
export function dueWarning({
  since,
  expiresAt,
  now,
}: Record<'since' | 'expiresAt' | 'now', Date>): WarningMinutes | undefined {
  if (now >= expiresAt) return undefined;
  return warningMinutes.findLast((minutes) => {
    const at = expiresAt.getTime() - minutes * 60_000;
    return at <= now.getTime() && at >= since.getTime();
  });
}

/** "2 days", "2 hours", "30 minutes": whole units, rounded, for sentences. */
export function durationWords(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 90) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function hoursAfter(now: Date, hours: number): Date {
  return new Date(now.getTime() + hours * hourMilliseconds);
}
