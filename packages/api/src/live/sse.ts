/** One server-sent event; `heartbeat` is a comment, which keeps proxies from closing a quiet connection. */
export type StreamEvent = { event: string; id?: string; data: unknown } | 'heartbeat';

/** How often a quiet stream says that it lives; below the 30 to 60 s after which proxies give up. */
export const heartbeatSeconds = 15;

/** What a browser waits before it connects again after the stream broke. */
const retryMilliseconds = 1000;

/**
 * A response that sends the events as they come. The generator is asked for the next event only when the client has
 * taken the last, and is ended when the client has gone.
 * @param events gets a signal that is aborted when nobody reads any more.
 */
export function eventStream(
  events: (signal: AbortSignal) => AsyncGenerator<StreamEvent, void>,
  options: { request: Request; requestId: string; onError: (error: unknown) => void },
): Response {
  const reader = new AbortController();
  const signal = AbortSignal.any([reader.signal, options.request.signal]);
  const source = events(signal);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // Sent at once, so that the client knows that the stream is open, and proxies pass the headers on.
      controller.enqueue(encoder.encode(`retry: ${retryMilliseconds}\n\n`));
    },
    async pull(controller) {
      try {
        const { done, value } = await source.next();
        // Who has gone has closed the stream already, and closing it twice is an error.
        if (reader.signal.aborted) return;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(render(value)));
      } catch (error) {
        if (reader.signal.aborted) return;
        options.onError(error);
        controller.close();
      }
    },
    async cancel() {
      reader.abort();
      await source.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // `no-transform` and an encoding of its own keep compression from holding lines back.
      'Cache-Control': 'no-cache, no-transform',
      'Content-Encoding': 'none',
      'X-Accel-Buffering': 'no',
      'X-Request-Id': options.requestId,
    },
  });
}

/** JSON has no raw line breaks, so that the data is always one line. */
function render(event: StreamEvent): string {
  if (event === 'heartbeat') return ': heartbeat\n\n';
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${id}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
