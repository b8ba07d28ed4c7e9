import { systemUserId } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type RunRecord, runInclude, runRecord } from '../run/record.ts';

/** Runs that Flowport asked for by itself and that await an approval, the oldest first. */
export async function listAskedBySystem(db: Connection): Promise<RunRecord[]> {
  const rows = await db.client.run.findMany({
    where: { requestedById: systemUserId, status: 'awaiting_approval', kind: { in: ['update', 'destroy'] } },
    include: runInclude,
    orderBy: { id: 'asc' },
    take: 200,
  });
  return rows.map(runRecord);
}
