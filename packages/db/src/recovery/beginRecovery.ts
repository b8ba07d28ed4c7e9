import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

/**
 * Goes on with what was noticed last and is not finished; of a run that nobody has noticed, a story is opened here.
 * @throws AppError `lease_lost`.
 */
export async function beginRecovery(
  tx: Tx,
  input: { runId: string; lease: Lease; now: Date; ids: IdSource },
): Promise<{ recoveryId: string }> {
  const { runId, lease, now, ids } = input;
  await assertLease(tx, lease, { runId });
  const newest = await tx.client.runRecovery.findFirst({
    where: { runId },
    orderBy: [{ noticedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, finishedAt: true },
  });
  const began = { workerId: lease.workerId, startedAt: now };
  if (newest && newest.finishedAt === null) {
    await tx.client.runRecovery.update({ where: { id: newest.id }, data: began });
    return { recoveryId: newest.id };
  }
  const recoveryId = ids('recovery', now);
  await tx.client.runRecovery.create({ data: { id: recoveryId, runId, deadWorkerId: '', noticedAt: now, ...began } });
  return { recoveryId };
}
