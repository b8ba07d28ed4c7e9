import { AppError } from '@flowport/domain';
import type { Database } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { advanceRun } from './advanceRun.ts';

/**
 * Ends the runs whose time to be approved is over by the database's clock, each in a transaction of its own: one that
 * moves on at the same moment is left alone.
 * @returns the runs that have expired.
 */
export async function expireApprovals(db: Database, { now, ids }: { now: Date; ids: IdSource }): Promise<string[]> {
  const overdue = await db.client.$queryRaw<{ id: string; version: number }[]>`
    SELECT id, version FROM run
    WHERE status = 'awaiting_approval' AND approval_expires_at <= clock_timestamp()
    ORDER BY approval_expires_at`;
  const expired: string[] = [];
  for (const { id, version } of overdue) {
    const event = { name: 'expire', actorId: null, reason: 'Nobody decided in time.' } as const;
    try {
      await db.inTransaction((tx) => advanceRun(tx, { runId: id, event, expect: { version }, now, ids }));
      expired.push(id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    }
  }
  return expired;
}
