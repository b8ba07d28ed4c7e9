import { type Database, getRun, readLog } from '@flowport/db';
import { isFinal, type LogChunk } from '@flowport/domain';
import { logChunk } from '../runs/logChunk.ts';
import { createAlarm } from './alarm.ts';
import type { ChangeFeed } from './changeFeed.ts';
import { heartbeatSeconds } from './sse.ts';

/** Read at once; a reader that starts late gets a long log in pieces of this size. */
const bytesMax = 262_144;

/** The last words of a worker come after the run's end, and that it has let go of the run is announced by nothing. */
const endMilliseconds = 500;

export type LogStreamItem = { chunk: LogChunk } | 'heartbeat';

/**
 * The log of a run from `offset` on, as it grows. It subscribes first and reads then, so no line is lost; it holds no
 * database connection while it waits, and it reads at every heartbeat in case a notification was. Ends when the run is
 * final and its log has been read, or when `signal` is aborted.
 */
export async function* streamLog(options: {
  db: Database;
  events: ChangeFeed;
  runId: string;
  offset: number;
  signal: AbortSignal;
  heartbeatMilliseconds?: number;
}): AsyncGenerator<LogStreamItem, void> {
  const { db, events, runId, signal } = options;
  const quietMilliseconds = options.heartbeatMilliseconds ?? heartbeatSeconds * 1000;
  const alarm = createAlarm(signal);
  const wake = (id: string | undefined) => {
    if (id === undefined || id === runId) alarm.wake();
  };
  const subscriptions = await Promise.all([
    events.subscribe('flowport_log', wake),
    // The end of the run is no line of the log.
    events.subscribe('flowport_run', wake),
  ]);
  try {
    let { offset } = options;
    while (!signal.aborted) {
      const page = await readLog(db, { runId, offset, bytesMax });
      for (const chunk of page.chunks) yield { chunk: logChunk(chunk) };
      offset = page.nextOffset;
      if (page.complete) return;
      if (page.chunks.length > 0) continue;
      const ended = isFinal((await getRun(db, runId))?.status ?? 'failed');
      const milliseconds = ended ? Math.min(endMilliseconds, quietMilliseconds) : quietMilliseconds;
      if ((await alarm.sleep(milliseconds)) === 'quiet') yield 'heartbeat';
    }
  } finally {
    for (const unsubscribe of subscriptions) unsubscribe();
  }
}
