import { AppError } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';

/**
 * Whoever gives names and networks of a target away holds it until the transaction ends. Stacks that merely refer to
 * the target do not wait.
 * @throws AppError `not_found`.
 */
export async function lockTarget(tx: Tx, targetId: string): Promise<void> {
  const rows = await tx.client.$queryRaw<unknown[]>`
    SELECT id FROM target WHERE id = ${targetId} FOR NO KEY UPDATE`;
  if (rows.length === 0) throw new AppError('not_found', `There is no target ${targetId}.`);
}
