declare global {
  /** Pages, routes and instrumentation are bundled apart; the process stops once. */
  var flowportStopping: AbortController | undefined;
}

/**
 * What is under way when the process is asked to stop gets this long. The server itself would wait for every connection,
 * and browsers keep theirs open; whoever started the portal waits for ten seconds before it kills.
 */
const stopMilliseconds = 2500;

/** Aborted when the process is asked to stop: streams of events, which last as long as their page is open, end then. */
export function stopping(): AbortSignal {
  globalThis.flowportStopping ??= new AbortController();
  return globalThis.flowportStopping.signal;
}

/** Called once at the start of the server. */
export function watchForStop(): void {
  const signal = stopping();
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(name, () => {
      if (signal.aborted) return;
      globalThis.flowportStopping?.abort();
      setTimeout(() => process.exit(128 + number), stopMilliseconds).unref();
    });
  }
}
