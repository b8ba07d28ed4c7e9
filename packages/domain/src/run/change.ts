import { z } from 'zod';
import { runStatusSchema } from './run.ts';

/** What the events of a portal say of a run that has changed. A hint: whoever shows the run reads it again. */
export const runChangeSchema = z.object({
  runId: z.string(),
  stackId: z.string(),
  status: runStatusSchema,
  version: z.int(),
});
export type RunChange = z.infer<typeof runChangeSchema>;
