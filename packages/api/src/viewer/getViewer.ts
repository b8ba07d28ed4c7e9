import { listTeams } from '@flowport/db';
import type { Viewer } from '@flowport/domain';
import type { ActorContext } from '../context.ts';

/** Who is asking, with the teams they are a member of. */
export async function getViewer({ db, actor }: ActorContext): Promise<Viewer> {
  const { userId: id, name, email, role } = actor;
  return { id, name, email, role, teams: await listTeams(db, { userId: id }) };
}
