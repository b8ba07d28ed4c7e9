import type { Tx } from '../database/connection.ts';
import { notify } from '../database/notify.ts';

/** Sets when the lifetime of a stack ends; null for no end. */
export async function setExpiry(tx: Tx, input: { stackId: string; expiresAt: Date | null }): Promise<void> {
  const { stackId, expiresAt } = input;
  await tx.client.stack.update({ where: { id: stackId }, data: { expiresAt }, select: { id: true } });
  await notify(tx, ['flowport_stack', stackId]);
}
