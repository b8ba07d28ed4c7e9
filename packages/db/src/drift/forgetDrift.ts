import type { Tx } from '../database/connection.ts';

/**
 * After an apply everything is as Flowport left it: what was found before, and what was let be, is over. The same change
 * made once more is found anew.
 */
export async function forgetDrift(tx: Tx, stackId: string): Promise<void> {
  await tx.client.driftFinding.deleteMany({ where: { stackId } });
  await tx.client.driftAcknowledgement.deleteMany({ where: { stackId } });
  await tx.client.stack.update({ where: { id: stackId }, data: { driftedSince: null } });
}
