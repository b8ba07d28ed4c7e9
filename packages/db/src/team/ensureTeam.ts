import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { type TeamRecord, teamSelect } from './record.ts';

/** Makes the team, or renames the one that has this slug. */
export async function ensureTeam(
  db: Connection,
  team: { slug: string; name: string; now: Date; ids: IdSource },
): Promise<TeamRecord> {
  const { slug, name, now, ids } = team;
  return db.client.team.upsert({
    where: { slug },
    create: { id: ids('team', now), slug, name, createdAt: now },
    update: { name },
    select: teamSelect,
  });
}
