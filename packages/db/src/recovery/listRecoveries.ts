import { type RecoveryEntry, recoveryEntrySchema } from '@flowport/domain';
import { z } from 'zod';
import type { Connection } from '../database/connection.ts';

export type RecoveryRecord = {
  id: string;
  deadWorkerId: string;
  workerId: string | null;
  noticedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  story: RecoveryEntry[];
};

const storySchema = z.array(recoveryEntrySchema);

/** Oldest first. */
export async function listRecoveries(db: Connection, runId: string): Promise<RecoveryRecord[]> {
  const rows = await db.client.runRecovery.findMany({
    where: { runId },
    omit: { runId: true },
    orderBy: [{ noticedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ story, ...row }) => ({ ...row, story: storySchema.parse(story) }));
}
