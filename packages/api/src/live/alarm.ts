/**
 * Lets an async generator sleep until it is woken, a time has passed or its reader has gone. A wake that comes while
 * nobody sleeps is kept, so that none is lost between reading and sleeping; any number of wakes count as one.
 */
export function createAlarm(signal: AbortSignal) {
  let pending = false;
  let ring: (() => void) | undefined;
  return {
    wake(): void {
      pending = true;
      ring?.();
    },
    /** @returns `quiet` when the time passed without a wake. */
    async sleep(milliseconds: number): Promise<'woken' | 'quiet' | 'gone'> {
      if (signal.aborted) return 'gone';
      if (!pending) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            ring = undefined;
            resolve();
          };
          const timer = setTimeout(done, milliseconds);
          signal.addEventListener('abort', done);
          ring = done;
        });
      }
      if (signal.aborted) return 'gone';
      const woken = pending;
      pending = false;
      return woken ? 'woken' : 'quiet';
    },
  };
}
