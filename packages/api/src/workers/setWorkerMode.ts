import { appendAudit, setWorkerMode as wishMode } from '@flowport/db';
import type { setWorkerModeInputSchema, WorkerMode, WorkerView } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { listWorkers } from './listWorkers.ts';

const actions = {
  active: 'worker.resumed',
  paused: 'worker.paused',
  draining: 'worker.drained',
} as const satisfies Record<WorkerMode, string>;

/**
 * Pauses a worker, lets it go on, or has it end once its runs have. It obeys within seconds; runs that it has are not
 * touched. Wishing what is wished already changes nothing.
 * @throws AppError `forbidden`, `not_found`; `conflict` when it has ended, or drains.
 */
export async function setWorkerMode(
  context: ActorContext,
  { workerId, mode }: z.output<typeof setWorkerModeInputSchema>,
): Promise<{ items: WorkerView[] }> {
  const { db, actor, clock, ids } = context;
  requirePermission(actor, 'worker.manage');
  await db.inTransaction(async (tx) => {
    const before = await wishMode(tx, { workerId, mode });
    if (before === mode) return;
    await appendAudit(tx, {
      actorId: actor.userId,
      action: actions[mode],
      subject: { kind: 'worker', id: workerId, label: workerId },
      detail: { from: before, to: mode },
      now: clock(),
      ids,
    });
  });
  return listWorkers(context);
}
