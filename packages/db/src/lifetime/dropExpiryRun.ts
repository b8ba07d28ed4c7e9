import { AppError, nextStatus, systemUserId } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { advanceRun } from '../run/advanceRun.ts';

/**
 * Drops the destroy that the end of a lifetime has asked for and that nobody has decided on: the stack is to live on.
 * @throws AppError `conflict` when it is under way already.
 */
export async function dropExpiryRun(
  tx: Tx,
  input: { stackId: string; actorId: string; now: Date; ids: IdSource },
): Promise<void> {
  const { stackId, actorId, now, ids } = input;
  const runs = await tx.client.run.findMany({
    where: { stackId, finishedAt: null, kind: 'destroy', requestedById: systemUserId },
    select: { id: true, status: true },
  });
  for (const { id, status } of runs) {
    if (status === 'canceling') continue;
    if (!droppable.includes(status)) {
      throw new AppError('conflict', 'Its lifetime has ended, and the stack is being destroyed already.');
    }
    const name = nextStatus(status, 'discard') === undefined ? 'cancel' : 'discard';
    const event = { name, actorId, reason: 'The lifetime of the stack was extended.' } as const;
    await advanceRun(tx, { runId: id, event, now, ids });
  }
}

const droppable: readonly string[] = ['waiting', 'queued', 'planning', 'awaiting_approval'];
