/** A day: what nobody took by then is old news, and a webhook that is down for longer has been given up. */
const patienceMilliseconds = 24 * 3_600_000;

const firstSeconds = 30;
const longestSeconds = 6 * 3600;

/**
 * When a delivery that failed is tried again: after 30 s, then four times as long each time up to six hours.
 * @param attempts made so far, this one among them.
 * @returns null when a day has passed since the notification, and the delivery has failed for good.
 */
export function nextAttemptAt({ attempts, since, now }: { attempts: number; since: Date; now: Date }): Date | null {
  const seconds = Math.min(firstSeconds * 4 ** (Math.max(1, attempts) - 1), longestSeconds);
  const at = new Date(now.getTime() + seconds * 1000);
  return at.getTime() - since.getTime() > patienceMilliseconds ? null : at;
}
