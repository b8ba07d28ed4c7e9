'use client';

import { type LogChunk, logChunkSchema } from '@flowport/domain';
import { useEffect, useRef, useState } from 'react';
import { followEvents } from '#client/eventSource.ts';
import { LogBuffer, type LogLine } from './logBuffer.ts';

export type RunLogState = {
  lines: readonly LogLine[];
  dropped: number;
  /** `connecting` at first and after a break; `complete` when no more can come. */
  connection: 'connecting' | 'following' | 'complete';
};

const largeLines = 50_000;
const largeMilliseconds = 250;

/**
 * The log of a run as it grows. It starts with what the server rendered and goes on from there; after a break it resumes
 * at the byte where it stopped, so that no line is lost or shown twice.
 */
export function useRunLog(runId: string, first: { chunks: readonly LogChunk[]; complete: boolean }): RunLogState {
  const [buffer] = useState(() => {
    const created = new LogBuffer();
    for (const chunk of first.chunks) created.append(chunk);
    return created;
  });
  const [connection, setConnection] = useState<RunLogState['connection']>(first.complete ? 'complete' : 'connecting');
  const [, setVersion] = useState(0);
  const frame = useRef(0);
  const isComplete = useRef(first.complete);

  useEffect(() => {
    if (isComplete.current) return;
    // Chunks come faster than frames; one rendering a frame shows all of them. What many lines cost to lay out grows with
    // their number, so that of a large log they are shown a few times a second.
    const show = () => {
      if (frame.current !== 0) return;
      const render = () => {
        frame.current = 0;
        setVersion((version) => version + 1);
      };
      if (buffer.lines.length < largeLines) frame.current = requestAnimationFrame(render);
      else frame.current = window.setTimeout(render, largeMilliseconds);
    };
    const stop = followEvents({
      url: () => `/api/v1/runs/${encodeURIComponent(runId)}/log/stream?offset=${buffer.endOffset}`,
      onState: (state) => setConnection(state === 'open' ? 'following' : 'connecting'),
      on: {
        log(data) {
          const chunk = logChunkSchema.safeParse(data);
          if (chunk.success && buffer.append(chunk.data)) show();
        },
        end() {
          isComplete.current = true;
          stop();
          setConnection('complete');
          show();
        },
      },
    });
    return () => {
      stop();
      cancelAnimationFrame(frame.current);
      clearTimeout(frame.current);
      frame.current = 0;
    };
  }, [runId, buffer]);

  return { lines: buffer.lines, dropped: buffer.dropped, connection };
}
