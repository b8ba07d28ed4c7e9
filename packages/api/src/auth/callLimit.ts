/** Beyond this many callers those that called longest ago are forgotten, so that the memory stays bounded. */
const callersMax = 10_000;

const windowMilliseconds = 60_000;

/**
 * Counts calls per caller in windows of a minute, which begin at the first call, in the memory of this process: a guard
 * against loops that have gone wild, for which a write to the database at each call would be too dear.
 * @returns whether the call is within the limit.
 */
export function createCallLimit(options: { callsPerMinute: number; now: () => number }): (caller: string) => boolean {
  const windows = new Map<string, { begin: number; calls: number }>();
  return (caller) => {
    const now = options.now();
    const known = windows.get(caller);
    const window = known && now - known.begin < windowMilliseconds ? known : { begin: now, calls: 0 };
    window.calls += 1;
    windows.delete(caller);
    windows.set(caller, window);
    const [oldest] = windows.keys();
    if (windows.size > callersMax && oldest !== undefined) windows.delete(oldest);
    return window.calls <= options.callsPerMinute;
  };
}
