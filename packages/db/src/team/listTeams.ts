import type { Connection } from '../database/connection.ts';
import { type TeamRecord, teamSelect } from './record.ts';

/** All teams by name, or those of one account. */
export async function listTeams(db: Connection, filter: { userId?: string } = {}): Promise<TeamRecord[]> {
  const { userId } = filter;
  return db.client.team.findMany({
    where: userId === undefined ? {} : { memberships: { some: { userId } } },
    select: teamSelect,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}
