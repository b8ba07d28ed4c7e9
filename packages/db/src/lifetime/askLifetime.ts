import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableText } from '../database/storable.ts';

/**
 * Records the wish for a lifetime beyond the limit. It takes the place of what was asked for before and not decided on:
 * the newest is what is meant.
 */
export async function askLifetime(
  tx: Tx,
  input: {
    stackId: string;
    /** Of a new stack: the approval of this run grants it. */
    runId: string | null;
    expiresAt: Date | null;
    reason: string;
    askedById: string;
    now: Date;
    ids: IdSource;
  },
): Promise<{ wishId: string }> {
  const { stackId, runId, expiresAt, reason, askedById, now, ids } = input;
  const wishId = ids('wish', now);
  await tx.client.lifetimeWish.deleteMany({ where: { stackId, decision: null } });
  await tx.client.lifetimeWish.create({
    data: { id: wishId, stackId, runId, expiresAt, reason: storableText(reason), askedById, at: now },
  });
  return { wishId };
}
