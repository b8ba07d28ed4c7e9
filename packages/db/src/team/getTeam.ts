import type { Connection } from '../database/connection.ts';
import { type TeamRecord, teamSelect } from './record.ts';

export async function getTeam(db: Connection, teamId: string): Promise<TeamRecord | undefined> {
  const team = await db.client.team.findUnique({ where: { id: teamId }, select: teamSelect });
  return team ?? undefined;
}
