import { claimDeliveries, type DeliveryEnd, type DueDelivery, openWebhookSecret, settleDelivery } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';
import { type MailSettings, sendMail } from './mail.ts';
import { callWebhook, type WebhookReach } from './webhook.ts';

/** How notifications leave the portal. */
export type Outbound = {
  /** None: mails fail with that as their reason. */
  mail: MailSettings | undefined;
  webhooks: WebhookReach;
  /** Where the portal is, for links; none without it. */
  portalUrl: string | undefined;
};

/** Sends what is due, webhooks and mails, each at least once. */
export const deliverNotifications: Chore = { name: 'notifications', everySeconds: 5, run: deliverDue };

type Ports = Pick<WorkerContext, 'db' | 'now' | 'secret' | 'outbound' | 'logger'>;

/** At once; each takes ten seconds at the longest. */
const atOnceMax = 10;
/** Then the other chores have their turn; what is left is due again in five seconds. */
const batchesMax = 3;

async function deliverDue(context: Ports): Promise<void> {
  for (let batch = 0; batch < batchesMax; batch++) {
    const due = await claimDeliveries(context.db, { now: context.now(), max: atOnceMax });
    await Promise.all(due.map((delivery) => deliver(context, delivery)));
    if (due.length < atOnceMax) return;
  }
}

async function deliver(context: Ports, delivery: DueDelivery): Promise<void> {
  const end = await attempt(context, delivery);
  await settleDelivery(context.db, delivery, { ...end, now: context.now() });
}

async function attempt(context: Ports, delivery: DueDelivery): Promise<DeliveryEnd> {
  try {
    await (delivery.channel === 'webhook' ? postWebhook(context, delivery) : postMail(context, delivery));
    return { status: 'delivered' };
  } catch (error) {
    if (error instanceof AppError) {
      // What was not taken may be taken later; what is refused here stays refused.
      return { status: 'failed', error: error.publicMessage, isFinal: error.code !== 'unavailable' };
    }
    context.logger.error({ err: error, deliveryId: delivery.id }, 'a notification could not be sent');
    return { status: 'failed', error: 'An error in Flowport; the log of the worker has it.', isFinal: false };
  }
}

async function postWebhook({ secret, outbound, now }: Ports, delivery: DueDelivery): Promise<void> {
  const { id, team } = delivery;
  if (team.webhookUrl === null || team.webhookSecret === null) {
    throw new AppError('invalid_input', 'The team has no webhook any more.');
  }
  await callWebhook(
    {
      url: team.webhookUrl,
      secret: openWebhookSecret(secret, team.id, team.webhookSecret),
      id,
      body: JSON.stringify(payload(outbound, delivery)),
      now: now(),
    },
    outbound.webhooks,
  );
}

function payload({ portalUrl }: Outbound, { notification, team }: DueDelivery) {
  const { id, kind, title, text, at, stack, runId } = notification;
  return {
    type: kind,
    timestamp: at.toISOString(),
    data: {
      id,
      title,
      text,
      team: { id: team.id, slug: team.slug, name: team.name },
      stack,
      runId,
      url: linkOf(portalUrl, { stack, runId }) ?? null,
    },
  };
}

async function postMail({ outbound }: Ports, { id, notification, team, person }: DueDelivery): Promise<void> {
  if (outbound.mail === undefined) {
    throw new AppError(
      'invalid_input',
      'There is no mail server: whoever runs the workers names one by FLOWPORT_SMTP_URL and FLOWPORT_MAIL_FROM.',
    );
  }
  if (!team.mailsMembers) throw new AppError('invalid_input', 'The team wants no mails any more.');
  if (person === null) throw new AppError('invalid_input', 'The account has left the team.');
  const link = linkOf(outbound.portalUrl, notification);
  await sendMail(outbound.mail, {
    id,
    to: person,
    subject: notification.title,
    text: [
      notification.text,
      ...(link === undefined ? [] : ['', link]),
      '',
      `You get this as a member of ${team.name}; it is switched off in the settings of the portal.`,
    ].join('\n'),
  });
}

function linkOf(
  portalUrl: string | undefined,
  { stack, runId }: { stack: { id: string } | null; runId: string | null },
): string | undefined {
  if (portalUrl === undefined) return undefined;
  const path = runId !== null ? `runs/${runId}` : stack === null ? 'stacks' : `stacks/${stack.id}`;
  return `${portalUrl.replace(/\/$/, '')}/${path}`;
}
