import {
  appendAudit,
  type DeliveryRecord,
  makeWebhookSecret,
  notifyTeam,
  getChannels as readChannels,
  saveChannels,
  sealWebhookSecret,
  type TeamRecord,
  type Tx,
} from '@flowport/db';
import {
  AppError,
  type DeliveryView,
  type NotificationChannels,
  type setMailsInputSchema,
  type setWebhookInputSchema,
  type webhookSetSchema,
} from '@flowport/domain';
import type { z } from 'zod';
import { refusal, requirePermission, seenTeam } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';

/** How a team is reached outside of the portal; for whoever may change its stacks. */
export async function getChannels(
  context: ActorContext,
  { teamId }: { teamId: string },
): Promise<NotificationChannels> {
  const team = await seenTeam(context, teamId);
  const { webhookUrl, mailsMembers, deliveries } = await readChannels(context.db, teamId);
  const mayChange = refusal(context.actor, 'stack.change', teamId) === null;
  return {
    team,
    // The path of an address is a secret with some receivers.
    webhookUrl: mayChange || webhookUrl === null ? webhookUrl : `${new URL(webhookUrl).origin}/…`,
    mailsMembers,
    deliveries: deliveries.map(deliveryView),
    mayChange,
  };
}

/**
 * Sets where the team's notifications are posted, with a new secret; it is told once.
 * @throws AppError `not_found`, `forbidden`.
 */
export async function setWebhook(
  context: ActorContext,
  { teamId, url }: z.output<typeof setWebhookInputSchema>,
): Promise<z.output<typeof webhookSetSchema>> {
  const team = await changeableTeam(context, teamId);
  const secret = url === null ? null : makeWebhookSecret();
  const sealedSecret = secret === null ? null : sealWebhookSecret(context.secret, teamId, secret);
  await context.db.inTransaction(async (tx) => {
    await saveChannels(tx, teamId, { webhookUrl: url, sealedSecret });
    const detail = url === null ? {} : { host: new URL(url).host };
    await audit(tx, context, { team, action: url === null ? 'team.webhook.remove' : 'team.webhook', detail });
  });
  return { webhookUrl: url, secret };
}

/**
 * Makes a new secret for the webhook that there is; the old one signs nothing any more.
 * @throws AppError `not_found`, `forbidden`, `conflict` without a webhook.
 */
export async function rotateWebhookSecret(
  context: ActorContext,
  { teamId }: { teamId: string },
): Promise<z.output<typeof webhookSetSchema>> {
  const team = await changeableTeam(context, teamId);
  const { webhookUrl } = await readChannels(context.db, teamId);
  if (webhookUrl === null) throw new AppError('conflict', `${team.name} has no webhook.`);
  const secret = makeWebhookSecret();
  await context.db.inTransaction(async (tx) => {
    await saveChannels(tx, teamId, { sealedSecret: sealWebhookSecret(context.secret, teamId, secret) });
    await audit(tx, context, { team, action: 'team.webhook.rotate', detail: {} });
  });
  return { webhookUrl, secret };
}

/** @throws AppError `not_found`, `forbidden`. */
export async function setMails(
  context: ActorContext,
  { teamId, mailsMembers }: z.output<typeof setMailsInputSchema>,
): Promise<NotificationChannels> {
  const team = await changeableTeam(context, teamId);
  await context.db.inTransaction(async (tx) => {
    await saveChannels(tx, teamId, { mailsMembers });
    await audit(tx, context, { team, action: 'team.mails', detail: { mailsMembers } });
  });
  return getChannels(context, { teamId });
}

/**
 * Tells the team that this is a test, by every way that it has chosen.
 * @throws AppError `not_found`, `forbidden`.
 */
export async function testChannels(
  context: ActorContext,
  { teamId }: { teamId: string },
): Promise<NotificationChannels> {
  const { db, actor, clock, ids } = context;
  const team = await changeableTeam(context, teamId);
  const now = clock();
  await db.inTransaction((tx) =>
    notifyTeam(tx, {
      key: `test:${ids('notification', now)}`,
      kind: 'test',
      teamId,
      title: `Test of the notifications of ${team.name}`,
      text: `${actor.name} has asked for it. What arrives here tells of the stacks of ${team.name}.`,
      now,
      ids,
    }),
  );
  return getChannels(context, { teamId });
}

async function changeableTeam(context: ActorContext, teamId: string): Promise<TeamRecord> {
  const team = await seenTeam(context, teamId);
  requirePermission(context.actor, 'stack.change', teamId);
  return team;
}

function audit(
  tx: Tx,
  { actor, clock, ids }: ActorContext,
  { team, action, detail }: { team: TeamRecord; action: string; detail: Record<string, unknown> },
): Promise<void> {
  const subject = { kind: 'team', id: team.id, label: team.slug };
  return appendAudit(tx, { actorId: actor.userId, action, subject, detail, now: clock(), ids });
}

function deliveryView({ notification, deliveredAt, failedAt, ...delivery }: DeliveryRecord): DeliveryView {
  return {
    ...delivery,
    title: notification.title,
    at: notification.at.toISOString(),
    dueAt: delivery.dueAt.toISOString(),
    status: deliveredAt !== null ? 'delivered' : failedAt !== null ? 'failed' : 'waiting',
  };
}
