import { z } from 'zod';
import { layerSchema } from '../plan/layer.ts';
import { stepNameSchema } from '../run/step.ts';

/**
 * A piece of a run's log. Offsets count bytes of UTF-8 from the beginning of the run; a chunk may hold many lines or a
 * part of one. A reader resumes at `endOffset`.
 */
export const logChunkSchema = z.object({
  offset: z.int(),
  endOffset: z.int(),
  at: z.iso.datetime(),
  step: stepNameSchema.nullable(),
  layer: layerSchema.nullable(),
  text: z.string(),
});
export type LogChunk = z.infer<typeof logChunkSchema>;

export const readLogInputSchema = z.strictObject({
  runId: z.string(),
  offset: z.coerce.number().int().min(0).default(0),
  bytesMax: z.coerce.number().int().min(1024).max(1_048_576).default(262_144),
});

export const logPageSchema = z.object({
  chunks: z.array(logChunkSchema),
  nextOffset: z.int(),
  complete: z.boolean().describe('The run has ended, and nothing follows.'),
  removed: z
    .object({ at: z.iso.datetime(), keptDays: z.int() })
    .nullable()
    .describe('Set once the log was kept as long as its target wants, and was removed.'),
});
export type LogPage = z.infer<typeof logPageSchema>;
