import { z } from 'zod';

/** What a worker is asked to do. It says little on purpose: the run in the database says the rest. */
export const runJobSchema = z.strictObject({
  runId: z.string(),
  stackId: z.string(),
  phase: z.enum(['plan', 'apply', 'recover']),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** Whose request it is; unless said, that is told by who asked for the run. */
export type EnqueueOptions = { priority?: 'person' | 'background' };
