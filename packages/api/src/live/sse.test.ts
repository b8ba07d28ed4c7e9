import { describe, expect, it } from 'vitest';
import { eventStream, type StreamEvent } from './sse.ts';

const request = new Request('http://portal.test/api/v1/events');
const options = { request, requestId: 'req_1', onError: () => {} };

describe('an event stream', () => {
  it('sends events with their id on one line each, and comments as heartbeat', async () => {
    const response = eventStream(async function* () {
      yield { event: 'log', id: '12', data: { text: 'one\ntwo\r\n\u2028' } };
      yield 'heartbeat';
    }, options);
    expect(await response.text()).toBe(
      'retry: 1000\n\nid: 12\nevent: log\ndata: {"text":"one\\ntwo\\r\\n\u2028"}\n\n: heartbeat\n\n',
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'content-encoding': 'none',
    });
  });

  it('ends its source when the client has gone', async () => {
    const ended = Promise.withResolvers<boolean>();
    const response = eventStream(async function* (signal) {
      try {
        while (!signal.aborted) yield { event: 'tick', data: {} };
      } finally {
        ended.resolve(signal.aborted);
      }
    }, options);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await ended.promise).toBe(true);
  });

  it('takes a client that leaves while it waits for no error', async () => {
    const errors: unknown[] = [];
    const waiting = Promise.withResolvers<void>();
    const response = eventStream(
      async function* (signal): AsyncGenerator<StreamEvent, void> {
        waiting.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
      { ...options, onError: (error) => errors.push(error) },
    );
    const reader = response.body?.getReader();
    await reader?.read();
    await waiting.promise;
    await reader?.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
  });

  it('asks for the next event only when the last was taken', async () => {
    let asked = 0;
    const response = eventStream(async function* (): AsyncGenerator<StreamEvent, void> {
      for (;;) yield { event: 'tick', data: asked++ };
    }, options);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(asked).toBeLessThan(4);
    await reader?.cancel();
  });

  it('reports what breaks it and closes', async () => {
    const errors: unknown[] = [];
    const response = eventStream(
      // biome-ignore lint/correctness/useYield: it fails before it has anything to send
      async function* (): AsyncGenerator<StreamEvent, void> {
        throw new Error('broken');
      },
      { ...options, onError: (error) => errors.push(error) },
    );
    expect(await response.text()).toBe('retry: 1000\n\n');
    expect(errors).toHaveLength(1);
  });
});
