import type { Connection } from '../database/connection.ts';
import { notify } from '../database/notify.ts';

export type WorkerIdentity = { id: string; host: string; pid: number; version: string; concurrency: number };

/** Makes a process known. Called again by one whose row is gone, it is known again. */
export async function registerWorker(
  db: Connection,
  { id, host, pid, version, concurrency }: WorkerIdentity,
): Promise<void> {
  await db.client.$executeRaw`
    INSERT INTO worker (id, host, pid, version, concurrency, started_at, heartbeat_at)
    VALUES (${id}, ${host}, ${pid}, ${version}, ${concurrency}, clock_timestamp(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at`;
  await notify(db, ['flowport_worker', id]);
}
