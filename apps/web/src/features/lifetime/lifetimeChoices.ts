import { durationWords, type TargetPolicy } from '@flowport/domain';

/** Lengths that people think in; programs may ask for any number of hours. */
const hoursOffered = [24, 72, 168, 336, 720, 2160, 4320] as const;

const hourMilliseconds = 3_600_000;

export type LifetimeChoice = { value: string; label: string };

/** What a request says: the target's own choice, none, or hours. */
export function lifetimeChoices(policy: LifetimePolicy): LifetimeChoice[] {
  return [
    { value: '', label: `As the target has it: ${usualWords(policy)}` },
    ...hoursOffered.map((hours) => ({ value: String(hours), label: lengthLabel(hours, policy) })),
    { value: 'none', label: `No end${policy.lifetimeMaxHours === null ? '' : ' (to be approved)'}` },
  ];
}

type LifetimePolicy = Pick<TargetPolicy, 'lifetimeDefaultHours' | 'lifetimeMaxHours'>;

/** @returns what the API takes: undefined for the target's own choice, null for no end. */
export function lifetimeHoursOf(value: string): number | null | undefined {
  if (value === '') return undefined;
  return value === 'none' ? null : Number(value);
}

/** For the review of a request. */
export function lifetimeWords(value: string, policy: LifetimePolicy | undefined): string {
  const hours = lifetimeHoursOf(value);
  if (hours === undefined) return policy ? usualWords(policy) : 'as the target has it';
  if (hours === null) return 'no end';
  return lengthWords(hours);
}

export function lengthWords(hours: number): string {
  return durationWords(hours * hourMilliseconds);
}

function usualWords({ lifetimeDefaultHours, lifetimeMaxHours }: LifetimePolicy): string {
  const known = [lifetimeDefaultHours, lifetimeMaxHours].filter((hours) => hours !== null);
  return known.length === 0 ? 'no end' : lengthWords(Math.min(...known));
}

function lengthLabel(hours: number, { lifetimeMaxHours }: LifetimePolicy): string {
  const isBeyond = lifetimeMaxHours !== null && hours > lifetimeMaxHours;
  return `${lengthWords(hours)}${isBeyond ? ' (to be approved)' : ''}`;
}

/** For an extension: ends counted from now. */
export const extensionHours: readonly number[] = hoursOffered;
