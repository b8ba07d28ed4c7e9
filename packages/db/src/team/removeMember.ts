import type { Connection } from '../database/connection.ts';

/** Does nothing when the account is no member. */
export async function removeMember(db: Connection, membership: { teamId: string; userId: string }): Promise<void> {
  const { teamId, userId } = membership;
  await db.client.membership.deleteMany({ where: { teamId, userId } });
}
