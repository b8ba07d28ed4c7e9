import { countUnseen, listNotifications as readNotifications } from '@flowport/db';
import type { notificationListSchema } from '@flowport/domain';
import type { z } from 'zod';
import type { ActorContext } from '../context.ts';

/** Enough for weeks; what is older stands in the histories of runs and stacks. */
const listedMax = 100;

/** What the teams of the actor were told, the newest first. */
export async function listNotifications({ db, actor }: ActorContext): Promise<z.output<typeof notificationListSchema>> {
  const { userId, teamIds } = actor;
  const [{ seenAt, unseen }, items] = await Promise.all([
    countUnseen(db, { userId, teamIds }),
    readNotifications(db, { teamIds, max: listedMax }),
  ]);
  return { items: items.map((item) => ({ ...item, at: item.at.toISOString(), isNew: item.at > seenAt })), unseen };
}
