import { AppError } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { storableText } from '../database/storable.ts';

/**
 * Records the decision on a wish.
 * @throws AppError `conflict` when somebody was faster, or the wish was replaced by another one.
 */
export async function decideLifetime(
  tx: Tx,
  input: { wishId: string; decision: 'approved' | 'rejected'; comment: string; byId: string; now: Date },
): Promise<void> {
  const { wishId, decision, comment, byId, now } = input;
  const { count } = await tx.client.lifetimeWish.updateMany({
    where: { id: wishId, decision: null },
    data: { decision, decidedById: byId, decidedAt: now, comment: storableText(comment) },
  });
  if (count === 1) return;
  throw new AppError('conflict', 'Somebody has decided on this already, or another wish has taken its place. Reload.');
}
