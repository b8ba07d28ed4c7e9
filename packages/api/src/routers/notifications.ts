import {
  notificationChannelsSchema,
  notificationListSchema,
  notificationTeamInputSchema,
  setMailsInputSchema,
  setWebhookInputSchema,
  webhookSetSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { getChannels, rotateWebhookSecret, setMails, setWebhook, testChannels } from '../notifications/channels.ts';
import { listNotifications } from '../notifications/listNotifications.ts';
import { countNotifications, seeNotifications } from '../notifications/seeNotifications.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Notifications';
const unseenSchema = z.object({ unseen: z.int().describe('How many came after the viewer looked last') });

export const notificationsRouter = router({
  list: procedure
    .meta({
      rest: { method: 'GET', path: '/notifications', tag, summary: 'What the teams of the viewer were told' },
    })
    .output(notificationListSchema)
    .query(({ ctx }) => listNotifications(ctx)),
  count: procedure
    .meta({
      rest: { method: 'GET', path: '/notifications/count', tag, summary: 'How many notifications are new' },
    })
    .output(unseenSchema)
    .query(({ ctx }) => countNotifications(ctx)),
  see: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/notifications/seen',
        tag,
        summary: 'Mark notifications as seen, up to one',
        example: { until: '2026-11-24T12:00:00Z' },
      },
    })
    .input(z.strictObject({ until: z.iso.datetime().describe('When the newest came that was shown') }))
    .output(unseenSchema)
    .mutation(({ ctx, input }) => seeNotifications(ctx, input)),
  channels: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/teams/{teamId}/notifications',
        tag,
        summary: 'How a team is reached outside of the portal, and what became of the latest deliveries',
        errors: ['not_found'],
      },
    })
    .input(notificationTeamInputSchema)
    .output(notificationChannelsSchema)
    .query(({ ctx, input }) => getChannels(ctx, input)),
  setWebhook: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/teams/{teamId}/notifications/webhook',
        tag,
        summary: 'Set where notifications are posted, or take it away',
        description: 'Signed as Standard Webhooks, with a secret that the answer tells this once.',
        example: { url: 'https://hooks.example.com/flowport' },
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(setWebhookInputSchema)
    .output(webhookSetSchema)
    .mutation(({ ctx, input }) => setWebhook(ctx, input)),
  rotateSecret: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/teams/{teamId}/notifications/webhook/secret',
        tag,
        summary: 'Make a new secret for the webhook',
        description: 'The answer tells it this once; the old one signs nothing any more.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(notificationTeamInputSchema)
    .output(webhookSetSchema)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx, input)),
  setMails: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/teams/{teamId}/notifications/mails',
        tag,
        summary: 'Whether the members of a team get mails',
        example: { mailsMembers: true },
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(setMailsInputSchema)
    .output(notificationChannelsSchema)
    .mutation(({ ctx, input }) => setMails(ctx, input)),
  test: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/teams/{teamId}/notifications/test',
        tag,
        summary: 'Send a test by every way that the team has chosen',
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(notificationTeamInputSchema)
    .output(notificationChannelsSchema)
    .mutation(({ ctx, input }) => testChannels(ctx, input)),
});
