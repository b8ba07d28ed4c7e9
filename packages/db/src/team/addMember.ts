import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';

/** Does nothing when the account is a member already. */
export async function addMember(
  db: Connection,
  membership: { teamId: string; userId: string; now: Date; ids: IdSource },
): Promise<void> {
  const { teamId, userId, now, ids } = membership;
  await db.client.membership.createMany({
    data: [{ id: ids('membership', now), teamId, userId, createdAt: now }],
    skipDuplicates: true,
  });
}
