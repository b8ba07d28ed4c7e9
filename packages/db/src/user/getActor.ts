import type { Actor } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { personSelect } from './record.ts';

/** The account with its role and teams; undefined when it does not exist. */
export async function getActor(db: Connection, userId: string): Promise<Actor | undefined> {
  const user = await db.client.user.findUnique({
    where: { id: userId },
    select: { ...personSelect, role: true, memberships: { select: { teamId: true } } },
  });
  if (!user) return undefined;
  const { id, name, email, role, memberships } = user;
  return { userId: id, name, email, role, teamIds: memberships.map((membership) => membership.teamId) };
}
