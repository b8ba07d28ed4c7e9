import { randomInt } from 'node:crypto';

/**
 * Below the range from which systems give out ports for outgoing connections (32768 and up on Linux), so that the port
 * of the last start is still free at the next one.
 */
const range = { from: 20_000, to: 32_000 };
const attemptsMax = 5;

/** Tries the wanted port (0: none), then some at random, then whichever the system gives. */
export async function onFreePort(wanted: number, listen: (port: number) => Promise<number>): Promise<number> {
  const random = Array.from({ length: attemptsMax }, () => randomInt(range.from, range.to));
  for (const port of wanted === 0 ? random : [wanted, ...random]) {
    try {
      return await listen(port);
    } catch {
      // Taken, or not ours to take; the next one decides, and the last attempt's error is the one that counts.
    }
  }
  return listen(0);
}
