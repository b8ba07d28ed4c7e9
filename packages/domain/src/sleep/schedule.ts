import { Cron } from 'croner';
import { z } from 'zod';

/** Monday is 1, Sunday 7, as in ISO 8601. */
const weekdaySchema = z.int().min(1).max(7);

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as 07:30, from 00:00 to 23:59.')
  .describe('Hours and minutes of the time zone, as 07:30');

const timeZoneSchema = z
  .string()
  .max(100)
  .refine(isTimeZone, 'Not a time zone. Write it as Europe/Berlin or UTC.')
  .describe('IANA name, as Europe/Berlin');

/**
 * When a stack is awake: on these weekdays, from one time to another of the same day. The rest of the week it sleeps, so
 * that a weekend needs no word.
 */
export const sleepScheduleSchema = z
  .strictObject({
    weekdays: z
      .array(weekdaySchema)
      .min(1, 'Choose at least one day.')
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'The same day stands there twice.')
      .describe('Monday is 1, Sunday 7'),
    from: timeOfDaySchema,
    to: timeOfDaySchema,
    timeZone: timeZoneSchema,
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'Later than the beginning, on the same day.' });
export type SleepSchedule = z.infer<typeof sleepScheduleSchema>;

/** What the schedule does next, and when. */
export type SleepMoment = { at: Date; does: 'wake' | 'sleep' };

/**
 * The next moments of each kind after `now`, the sooner first. A time that a clock change skips is the first one after the
 * gap, and one that it repeats counts once.
 */
export function nextSleepMoments(schedule: SleepSchedule, now: Date): [SleepMoment, SleepMoment] {
  const wake: SleepMoment = { at: nextAt(schedule, schedule.from, now), does: 'wake' };
  const sleep: SleepMoment = { at: nextAt(schedule, schedule.to, now), does: 'sleep' };
  return wake.at < sleep.at ? [wake, sleep] : [sleep, wake];
}

/** Whether the stack is to be awake now: between a moment that wakes it and the one that lets it sleep. */
export function isAwakeBySchedule(schedule: SleepSchedule, now: Date): boolean {
  return nextSleepMoments(schedule, now)[0].does === 'sleep';
}

function nextAt({ weekdays, timeZone }: SleepSchedule, time: string, now: Date): Date {
  const [hour, minute] = time.split(':').map(Number);
  const at = new Cron(`${minute} ${hour} * * ${weekdays.join(',')}`, { timezone: timeZone }).nextRun(now);
  if (!at) throw new Error(`The schedule ${time} on ${weekdays.join(',')} in ${timeZone} never comes.`);
  return at;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
