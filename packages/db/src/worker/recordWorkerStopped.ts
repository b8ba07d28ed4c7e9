import type { Connection } from '../database/connection.ts';
import { notify } from '../database/notify.ts';

/** The worker has ended in order and holds nothing any more. */
export async function recordWorkerStopped(db: Connection, workerId: string): Promise<void> {
  await db.client.$executeRaw`UPDATE worker SET stopped_at = clock_timestamp() WHERE id = ${workerId}`;
  await notify(db, ['flowport_worker', workerId]);
}
