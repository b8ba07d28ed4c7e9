import { z } from 'zod';
import { workerModeSchema } from './mode.ts';

export const workerViewSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  concurrency: z.int().describe('How many runs it works on at once'),
  mode: workerModeSchema.describe('What is wished of it'),
  state: z
    .enum(['alive', 'stopped', 'lost'])
    .describe('Stopped: it has ended in order. Lost: it has not been heard of for 15 seconds'),
  startedAt: z.iso.datetime(),
  heartbeatAt: z.iso.datetime(),
  stoppedAt: z.iso.datetime().nullable(),
  holds: z
    .array(z.object({ runId: z.string(), slug: z.string(), since: z.iso.datetime() }))
    .describe('The runs that it has the lease of'),
  may: z.object({ manage: z.boolean() }),
});
export type WorkerView = z.infer<typeof workerViewSchema>;

export const setWorkerModeInputSchema = z.strictObject({
  // Made of the name of its host, so no form is asked of it.
  workerId: z.string().min(1).max(300),
  mode: workerModeSchema,
});
