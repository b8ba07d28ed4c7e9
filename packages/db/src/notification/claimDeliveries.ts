import type { DeliveryChannel } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { PersonRecord } from '../user/record.ts';
import { personSelect } from '../user/record.ts';

/** A delivery that is to be sent now, with what it takes to send it. */
export type DueDelivery = {
  id: string;
  channel: DeliveryChannel;
  /** This one among them. */
  attempts: number;
  notification: {
    id: string;
    kind: string;
    title: string;
    text: string;
    at: Date;
    stack: { id: string; slug: string } | null;
    runId: string | null;
  };
  team: {
    id: string;
    slug: string;
    name: string;
    webhookUrl: string | null;
    webhookSecret: string | null;
    mailsMembers: boolean;
  };
  /** Of a mail: who gets it; null when the account is gone or no member of the team any more. */
  person: PersonRecord | null;
};

/** How long one who has claimed a delivery may take for it; then it is due again, for whoever comes. */
const claimSeconds = 120;

/**
 * Takes deliveries that are due, the longest due first, so that no other worker takes them for two minutes. One that dies
 * at it leaves them to be sent again: a receiver may get the same delivery twice, with the same id.
 */
export async function claimDeliveries(db: Connection, input: { now: Date; max: number }): Promise<DueDelivery[]> {
  const { now, max } = input;
  const claimed = await db.client.$queryRaw<{ id: string }[]>`
    UPDATE notification_delivery AS delivery
    SET attempts = delivery.attempts + 1, due_at = ${now}::timestamptz + make_interval(secs => ${claimSeconds})
    FROM (
      SELECT id FROM notification_delivery
      WHERE due_at <= ${now}::timestamptz AND delivered_at IS NULL AND failed_at IS NULL
      ORDER BY due_at, id
      LIMIT ${max}
      FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE delivery.id = due.id
    RETURNING delivery.id`;
  const rows = await db.client.notificationDelivery.findMany({
    where: { id: { in: claimed.map(({ id }) => id) } },
    include: { notification: { include: { team: true, stack: { select: { id: true, slug: true } } } } },
    orderBy: { id: 'asc' },
  });
  const members = await db.client.membership.findMany({
    where: { userId: { in: rows.filter(({ channel }) => channel === 'mail').map(({ recipient }) => recipient) } },
    select: { teamId: true, user: { select: personSelect } },
  });
  return rows.map(({ id, channel, attempts, recipient, notification: { team, ...notification } }) => ({
    id,
    channel,
    attempts,
    notification,
    team,
    person: members.find(({ teamId, user }) => teamId === team.id && user.id === recipient)?.user ?? null,
  }));
}
