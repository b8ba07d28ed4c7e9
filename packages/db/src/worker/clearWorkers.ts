import type { Connection } from '../database/connection.ts';

/** Forgets those that have ended, or have not been heard of, for so long. */
export async function clearWorkers(
  db: Connection,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<number> {
  return db.client.$executeRaw`
    DELETE FROM worker WHERE heartbeat_at < clock_timestamp() - make_interval(secs => ${olderThanSeconds})`;
}
