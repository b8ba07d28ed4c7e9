import type { DeliveryChannel, NotificationKind } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { storableText } from '../database/storable.ts';

export type NotifyTeamInput = {
  /** Says what it is about, as `drift:<stack>:<since>`: a team is told once of the same key, however often it is called. */
  key: string;
  kind: NotificationKind;
  teamId: string;
  stackId?: string | null;
  runId?: string | null;
  /** One line, without the name of a person; the stack's slug belongs into it. */
  title: string;
  /** What happened, why, and what to do. Plain text: it is never HTML and never a command. */
  text: string;
  now: Date;
  ids: IdSource;
};

/**
 * Tells a team of something in the portal, and puts a delivery for each way out of it that the team has chosen (its
 * webhook, a mail to each member) in line for the workers. It becomes visible with the caller's transaction.
 * @returns false when the team was told already.
 */
export async function notifyTeam(tx: Tx, input: NotifyTeamInput): Promise<boolean> {
  const { key, kind, teamId, now, ids } = input;
  const id = ids('notification', now);
  const { count } = await tx.client.notification.createMany({
    data: [
      {
        id,
        key,
        kind,
        teamId,
        stackId: input.stackId ?? null,
        runId: input.runId ?? null,
        title: storableText(input.title),
        text: storableText(input.text),
        at: now,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  const recipients = await recipientsOf(tx, teamId);
  if (recipients.length > 0) {
    await tx.client.notificationDelivery.createMany({
      data: recipients.map((to) => ({ id: ids('delivery', now), notificationId: id, ...to, dueAt: now })),
    });
  }
  await notify(tx, ['flowport_team', teamId]);
  return true;
}

/** The recipient of a webhook is its host, of a mail the account: the address is looked up when it is sent. */
async function recipientsOf(tx: Tx, teamId: string): Promise<{ channel: DeliveryChannel; recipient: string }[]> {
  const team = await tx.client.team.findUniqueOrThrow({
    where: { id: teamId },
    select: { webhookUrl: true, mailsMembers: true, memberships: { select: { userId: true } } },
  });
  return [
    ...(team.webhookUrl === null ? [] : [{ channel: 'webhook' as const, recipient: new URL(team.webhookUrl).host }]),
    ...(team.mailsMembers
      ? team.memberships.map(({ userId }) => ({ channel: 'mail' as const, recipient: userId }))
      : []),
  ];
}
