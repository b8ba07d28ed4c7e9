import type { DeliveryChannel } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

export type DeliveryRecord = {
  id: string;
  channel: DeliveryChannel;
  /** The host of a webhook, the name of a person. */
  recipient: string;
  attempts: number;
  dueAt: Date;
  deliveredAt: Date | null;
  failedAt: Date | null;
  error: string | null;
  notification: { title: string; at: Date };
};

export type ChannelsRecord = { webhookUrl: string | null; mailsMembers: boolean; deliveries: DeliveryRecord[] };

/** How a team is reached outside of the portal, and what became of the latest deliveries. The secret stays here. */
export async function getChannels(db: Connection, teamId: string): Promise<ChannelsRecord> {
  const team = await db.client.team.findUniqueOrThrow({
    where: { id: teamId },
    select: { webhookUrl: true, mailsMembers: true },
  });
  const deliveries = await db.client.notificationDelivery.findMany({
    where: { notification: { teamId } },
    select: {
      id: true,
      channel: true,
      recipient: true,
      attempts: true,
      dueAt: true,
      deliveredAt: true,
      failedAt: true,
      error: true,
      notification: { select: { title: true, at: true } },
    },
    orderBy: [{ id: 'desc' }],
    take: 20,
  });
  const people = await db.client.user.findMany({
    where: { id: { in: deliveries.map(({ recipient }) => recipient) } },
    select: { id: true, name: true },
  });
  const named = (id: string) => people.find((person) => person.id === id)?.name ?? 'somebody who has left';
  return {
    ...team,
    deliveries: deliveries.map((delivery) => ({
      ...delivery,
      recipient: delivery.channel === 'mail' ? named(delivery.recipient) : delivery.recipient,
    })),
  };
}

/** @param webhook null for none; `sealedSecret` left out keeps the secret that there is. */
export async function saveChannels(
  db: Connection,
  teamId: string,
  changes: { webhookUrl?: string | null; sealedSecret?: string | null; mailsMembers?: boolean },
): Promise<void> {
  const { webhookUrl, sealedSecret, mailsMembers } = changes;
  await db.client.team.update({
    where: { id: teamId },
    data: {
      ...(webhookUrl === undefined ? {} : { webhookUrl }),
      ...(sealedSecret === undefined ? {} : { webhookSecret: sealedSecret }),
      ...(mailsMembers === undefined ? {} : { mailsMembers }),
    },
    select: { id: true },
  });
}
