import { countUnseen, markSeen } from '@flowport/db';
import type { ActorContext } from '../context.ts';

export async function countNotifications({ db, actor }: ActorContext): Promise<{ unseen: number }> {
  const { unseen } = await countUnseen(db, { userId: actor.userId, teamIds: actor.teamIds });
  return { unseen };
}

/** @param until when the newest came that was shown: what came meanwhile stays new. */
export async function seeNotifications(
  context: ActorContext,
  { until }: { until: string },
): Promise<{ unseen: number }> {
  const { db, actor, clock } = context;
  const shown = new Date(until);
  const now = clock();
  await markSeen(db, { userId: actor.userId, until: shown < now ? shown : now });
  return countNotifications(context);
}
