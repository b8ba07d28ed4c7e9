import type { SleepSchedule } from '@flowport/domain';
import { enumerate } from '#format/words.ts';

export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** "Awake Monday to Friday, 07:00 to 19:00 (Europe/Berlin)". */
export function scheduleWords({ weekdays, from, to, timeZone }: SleepSchedule): string {
  return `Awake ${weekdayWords(weekdays)}, ${from} to ${to} (${timeZone})`;
}

/** Three days or more in a row are a span; other days are listed. */
function weekdayWords(weekdays: readonly number[]): string {
  const days = weekdays.toSorted((left, right) => left - right);
  if (days.length === 7) return 'every day';
  const [first = 1] = days;
  const last = days.at(-1) ?? first;
  if (days.length > 2 && last - first === days.length - 1) return `${nameOf(first)} to ${nameOf(last)}`;
  return enumerate(days.map(nameOf));
}

function nameOf(day: number): string {
  return weekdayNames[day - 1] ?? '';
}
