import { z } from 'zod';

/** One sentence of what was found or done after a run's worker had gone; `detail` is for who wants to know exactly. */
export const recoveryEntrySchema = z.object({
  at: z.iso.datetime(),
  text: z.string(),
  detail: z.string().exactOptional(),
});
export type RecoveryEntry = z.infer<typeof recoveryEntrySchema>;

/** One recovery of a run, as its page tells it. */
export const recoveryViewSchema = z.object({
  id: z.string(),
  deadWorkerId: z.string(),
  workerId: z.string().nullable().describe('Who went on with the run; null while it waits for a worker'),
  noticedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  story: z.array(recoveryEntrySchema),
});
export type RecoveryView = z.infer<typeof recoveryViewSchema>;
