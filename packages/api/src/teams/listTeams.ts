import { listTeams as readTeams } from '@flowport/db';
import { may, type TeamView } from '@flowport/domain';
import type { ActorContext } from '../context.ts';

/** The teams whose stacks the actor sees. */
export async function listTeams({ db, actor }: ActorContext): Promise<{ items: TeamView[] }> {
  const all = may(actor.role, 'stack.readAll');
  return { items: await readTeams(db, all ? {} : { userId: actor.userId }) };
}
