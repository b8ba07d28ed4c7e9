import type { Connection } from '../database/connection.ts';

/** Until when an account has seen what its teams were told, and how much came since. */
export async function countUnseen(
  db: Connection,
  reader: { userId: string; teamIds: readonly string[] },
): Promise<{ seenAt: Date; unseen: number }> {
  const { userId, teamIds } = reader;
  const user = await db.client.user.findUniqueOrThrow({
    where: { id: userId },
    select: { notificationsSeenAt: true, createdAt: true },
  });
  // Whoever is new has not missed what was told before.
  const seenAt = user.notificationsSeenAt ?? user.createdAt;
  const unseen = await db.client.notification.count({ where: { teamId: { in: [...teamIds] }, at: { gt: seenAt } } });
  return { seenAt, unseen };
}

/** Never goes back: of two tabs the one that has seen more counts. */
export async function markSeen(db: Connection, reader: { userId: string; until: Date }): Promise<void> {
  const { userId, until } = reader;
  await db.client.user.updateMany({
    where: { id: userId, OR: [{ notificationsSeenAt: null }, { notificationsSeenAt: { lt: until } }] },
    data: { notificationsSeenAt: until },
  });
}
