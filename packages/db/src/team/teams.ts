import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';
import type { PersonRecord } from '../user/record.ts';

export type TeamRecord = { id: string; slug: string; name: string };

/** All teams by name, or those of one account. */
export async function listTeams(_db: Connection, _filter: { userId?: string } = {}): Promise<TeamRecord[]> {
  return notWritten('listTeams');
}

export async function getTeam(_db: Connection, _teamId: string): Promise<TeamRecord | undefined> {
  return notWritten('getTeam');
}

/** Makes the team, or renames the one that has this slug. */
export async function ensureTeam(
  _db: Connection,
  _team: { slug: string; name: string; now: Date; ids: IdSource },
): Promise<TeamRecord> {
  return notWritten('ensureTeam');
}

/** Does nothing when the account is a member already. */
export async function addMember(
  _db: Connection,
  _membership: { teamId: string; userId: string; now: Date; ids: IdSource },
): Promise<void> {
  return notWritten('addMember');
}

export async function removeMember(_db: Connection, _membership: { teamId: string; userId: string }): Promise<void> {
  return notWritten('removeMember');
}

export async function listMembers(_db: Connection, _teamId: string): Promise<PersonRecord[]> {
  return notWritten('listMembers');
}
