import type { WorkerMode } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/**
 * A heartbeat, by the database's clock.
 * @returns what is wished of the worker; undefined when its row is gone, as after a long sleep of its machine.
 */
export async function reportWorker(db: Connection, workerId: string): Promise<WorkerMode | undefined> {
  const [row] = await db.client.$queryRaw<{ mode: WorkerMode }[]>`
    UPDATE worker SET heartbeat_at = clock_timestamp() WHERE id = ${workerId} RETURNING mode`;
  return row?.mode;
}
