import type { Kept } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storedKept } from '../database/storable.ts';

/** What the last destroy of the stack that was carried out has left. */
export async function getKept(db: Connection, stackId: string): Promise<Kept[]> {
  const run = await db.client.run.findFirst({
    where: { stackId, kind: 'destroy', status: { in: ['succeeded', 'no_changes'] } },
    select: { kept: true },
    orderBy: { id: 'desc' },
  });
  return run ? storedKept(run.kept) : [];
}
