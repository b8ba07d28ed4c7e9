import { z } from 'zod';
import { idSchema } from '../id/id.ts';
import { deliveryChannelSchema } from './channel.ts';

export const notificationViewSchema = z.object({
  id: z.string(),
  kind: z.string(),
  team: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  stackId: z.string().nullable(),
  runId: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  at: z.iso.datetime(),
  isNew: z.boolean().describe('Came after the viewer looked last'),
});
export type NotificationView = z.infer<typeof notificationViewSchema>;

export const notificationListSchema = z.object({
  items: z.array(notificationViewSchema),
  unseen: z.int().describe('How many came after the viewer looked last'),
});

/**
 * Where a webhook may lead by its form; whether its host is a private one is looked at when it is called. Without
 * encryption only to this very machine, which is refused there too unless the portal is a sandbox.
 */
export const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: 'Not an address. Write it as https://hooks.example.com/flowport.' })
  .max(2000)
  .refine(isEncryptedOrLocal, 'Only https:// is called; http:// only on 127.0.0.1 or localhost.')
  .refine(hasNoCredentials, 'Leave name and password out: Flowport signs what it sends.');

export const notificationTeamInputSchema = z.strictObject({ teamId: idSchema('team') });
export const setWebhookInputSchema = z.strictObject({
  teamId: idSchema('team'),
  url: webhookUrlSchema.nullable().describe('null for none'),
});
export const setMailsInputSchema = z.strictObject({ teamId: idSchema('team'), mailsMembers: z.boolean() });

export const deliveryViewSchema = z.object({
  id: z.string(),
  channel: deliveryChannelSchema,
  recipient: z.string().describe('The host of the webhook, or a name'),
  title: z.string(),
  at: z.iso.datetime(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  dueAt: z.iso.datetime(),
  error: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof deliveryViewSchema>;

export const notificationChannelsSchema = z.object({
  team: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  webhookUrl: z.string().nullable(),
  mailsMembers: z.boolean(),
  deliveries: z.array(deliveryViewSchema).describe('The newest first'),
  mayChange: z.boolean(),
});
export type NotificationChannels = z.infer<typeof notificationChannelsSchema>;

/** The only time that the secret is told. */
export const webhookSetSchema = z.object({
  webhookUrl: z.string().nullable(),
  secret: z.string().nullable().describe('Signs what is sent; shown once'),
});

function isEncryptedOrLocal(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
}

function hasNoCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url?.username === '' && url.password === '';
}
