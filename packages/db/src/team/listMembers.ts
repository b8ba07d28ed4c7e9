import type { Connection } from '../database/connection.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';

/** By name. */
export async function listMembers(db: Connection, teamId: string): Promise<PersonRecord[]> {
  return db.client.user.findMany({
    where: { memberships: { some: { teamId } } },
    select: personSelect,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}
