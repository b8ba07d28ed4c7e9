import type { Kept } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storedKept } from '../database/storable.ts';

/**
 * What destroys of the stack that did not come to their end were to leave in AWS: a part of it may be out of the state
 * already. Newest first.
 */
export async function listLeftBehind(db: Connection, stackId: string): Promise<Kept[]> {
  const runs = await db.client.run.findMany({
    where: {
      stackId,
      data: 'snapshot',
      status: { in: ['failed', 'canceled'] },
      histories: { some: { to: 'applying' } },
    },
    select: { kept: true },
    orderBy: { id: 'desc' },
  });
  return runs.flatMap(({ kept }) => storedKept(kept));
}
