import { z } from 'zod';

/**
 * What a team is told of. The word before the dot is what it is about; the whole is `type` in what a webhook receives.
 * Kept as text in the database, so that a new one needs no migration.
 */
export const notificationKindSchema = z.enum([
  'lifetime.warning',
  'lifetime.ended',
  'lifetime.decided',
  'sleep.skipped',
  'drift.found',
  'approval.waiting',
  'approval.expiring',
  'recovery.needed',
  'test',
]);
export type NotificationKind = z.infer<typeof notificationKindSchema>;
