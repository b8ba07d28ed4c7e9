import { goneStatuses } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type LifetimeWishRecord, wishRecord, wishSelect } from './record.ts';

/**
 * What nobody has decided on yet, the oldest first, of stacks that are still there. Those of new stacks are decided with
 * their run, and only told with `stackId` or `wishId`.
 */
export async function listLifetimeWishes(
  db: Connection,
  filter: { teamIds?: readonly string[]; stackId?: string; wishId?: string } = {},
): Promise<LifetimeWishRecord[]> {
  const { teamIds, stackId, wishId } = filter;
  const rows = await db.client.lifetimeWish.findMany({
    where: {
      decision: null,
      stack: {
        status: { notIn: [...goneStatuses] },
        ...(teamIds === undefined ? {} : { teamId: { in: [...teamIds] } }),
      },
      ...(stackId === undefined && wishId === undefined ? { runId: null } : {}),
      ...(stackId === undefined ? {} : { stackId }),
      ...(wishId === undefined ? {} : { id: wishId }),
    },
    select: wishSelect,
    orderBy: { at: 'asc' },
  });
  return rows.map(wishRecord);
}
