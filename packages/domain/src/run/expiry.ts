/** A day: whoever has to decide reads it on a working day or the evening before one. */
const warningMilliseconds = 24 * 3_600_000;

/**
 * When the team is told that its plan is about to expire: a day ahead, and where the target gives less than two days for
 * a decision, when half of the time is over.
 * @param since when the plan began to await its approval.
 */
export function expiryWarningAt({ since, expiresAt }: Record<'since' | 'expiresAt', Date>): Date {
  const half = (expiresAt.getTime() - since.getTime()) / 2;
  return new Date(expiresAt.getTime() - Math.min(warningMilliseconds, half));
}
