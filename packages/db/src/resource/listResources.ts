import type { StackResource } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** By layer in its order, then by address. */
export async function listResources(db: Connection, stackId: string): Promise<StackResource[]> {
  return db.client.stackResource.findMany({
    where: { stackId },
    omit: { stackId: true },
    orderBy: [{ layer: 'asc' }, { address: 'asc' }],
  });
}
