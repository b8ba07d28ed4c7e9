import { AppError, type WorkerMode } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { notify } from '../database/notify.ts';

/**
 * Wishes a worker in another mode; it hears of it at once, and at its next heartbeat at the latest. One that drains
 * has begun to end and is not called back.
 * @returns the mode before.
 * @throws AppError `not_found`; `conflict` when it has ended or is draining.
 */
export async function setWorkerMode(
  db: Connection,
  { workerId, mode }: { workerId: string; mode: WorkerMode },
): Promise<WorkerMode> {
  const [row] = await db.client.$queryRaw<{ before: WorkerMode; is_over: boolean }[]>`
    WITH known AS (SELECT id, mode, stopped_at FROM worker WHERE id = ${workerId} FOR UPDATE),
    changed AS (
      UPDATE worker SET mode = ${mode}::worker_mode
      FROM known WHERE worker.id = known.id AND known.stopped_at IS NULL AND known.mode <> 'draining'
    )
    SELECT mode::text AS before, stopped_at IS NOT NULL AS is_over FROM known`;
  if (!row) throw new AppError('not_found', `There is no worker ${workerId}.`);
  if (row.is_over) throw new AppError('conflict', `The worker ${workerId} has ended.`);
  if (row.before === 'draining' && mode !== 'draining') {
    throw new AppError(
      'conflict',
      `The worker ${workerId} is draining: it ends as soon as its runs have. Start another one instead.`,
    );
  }
  await notify(db, ['flowport_worker', workerId]);
  return row.before;
}
