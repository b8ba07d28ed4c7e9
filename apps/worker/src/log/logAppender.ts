import { appendLog, type Database, type Lease, type LogEnd, readLogEnd } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { LogPiece } from './runLog.ts';

type LogAppenderInput = {
  db: Database;
  /** The lease as it is now; its token stays the same. */
  lease(): Lease;
  now(): Date;
};

/**
 * Writes the pieces of one worker's log under one lease. They are numbered, so that a piece whose answer was lost is
 * stored once however often it comes; a piece that comes again must be the last one that came. Where another worker has
 * written before, the log says so on a line of its own.
 */
export function logAppender({ db, lease, now }: LogAppenderInput): (piece: LogPiece) => Promise<void> {
  const { runId, workerId } = lease();
  let sequence = 0;
  let last: LogPiece | undefined;
  let opening: string | undefined;
  return async (piece) => {
    if (piece !== last) {
      last = piece;
      sequence += 1;
    }
    opening ??= openingOf(await endOf(db, runId), workerId);
    const text = sequence === 1 ? opening + piece.text : piece.text;
    await appendLog(db, { ...piece, runId, text, at: now(), lease: lease(), sequence });
  };
}

async function endOf(db: Database, runId: string): Promise<LogEnd> {
  const end = await readLogEnd(db, runId);
  if (!end) throw new AppError('not_found', `There is no run ${runId}.`);
  return end;
}

/** A line that its writer was cut off within is ended, so that what follows is not taken for a part of it. */
function openingOf({ endsLine, workerId: before }: LogEnd, workerId: string): string {
  const lineEnd = endsLine ? '' : '\n';
  if (before === null || before === workerId) return lineEnd;
  return `${lineEnd}\u001b[2mThe worker ${workerId} goes on here; ${before} wrote what is above.\u001b[0m\n`;
}
