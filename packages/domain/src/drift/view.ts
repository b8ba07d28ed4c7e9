import { z } from 'zod';
import { commentSchema } from '../blueprint/parameters.ts';
import { idSchema } from '../id/id.ts';
import { layerSchema } from '../plan/layer.ts';
import { planChangeSchema } from '../plan/plan.ts';
import { personSchema } from '../team/view.ts';

/** Long enough for a holiday; what is to stay longer belongs into the parameters. */
export const acknowledgementDaysMax = 90;
export const acknowledgementDaysDefault = 7;

export const acknowledgementViewSchema = z.object({
  id: z.string(),
  comment: z.string(),
  by: personSchema,
  at: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type AcknowledgementView = z.infer<typeof acknowledgementViewSchema>;

export const driftFindingViewSchema = z.object({
  id: z.string(),
  layer: layerSchema,
  change: planChangeSchema.describe('`before` is how Flowport left it, `after` how it was found'),
  firstRunId: z.string().describe('The look that saw it first'),
  firstSeenAt: z.iso.datetime(),
  runId: z.string().describe('The last look that saw it'),
  seenAt: z.iso.datetime(),
  eventHistoryUrl: z
    .string()
    .nullable()
    .describe('Where AWS tells who changed it: CloudTrail’s event history of the resource; null where AWS has none'),
  acknowledgement: acknowledgementViewSchema.nullable(),
});
export type DriftFindingView = z.infer<typeof driftFindingViewSchema>;

export const driftViewSchema = z.object({
  checkedAt: z.iso.datetime().nullable().describe('When the last look came to its end'),
  dueAt: z.iso.datetime().nullable().describe('When the next look is due; null where none is scheduled'),
  everyHours: z.int().nullable().describe('How often the target wants it looked at; null for never'),
  since: z.iso.datetime().nullable().describe('Since when something is changed that nobody has acknowledged'),
  checkRunId: z.string().nullable().describe('The last look; null when something was applied since'),
  findings: z.array(driftFindingViewSchema).describe('What changed outside since the last apply'),
  configuration: z
    .array(z.object({ layer: layerSchema, changes: z.array(planChangeSchema) }))
    .describe('What the next apply would change besides: a newer blueprint, parameters that were never applied'),
  skipped: z
    .array(z.object({ layer: layerSchema, reason: z.string() }))
    .describe('Layers that could not be looked at, since something below them is gone'),
  lastApplied: z
    .object({ runId: z.string(), at: z.iso.datetime(), requestedBy: personSchema, approvedBy: personSchema.nullable() })
    .nullable()
    .describe('Who had it applied last, and so may know what it should be like'),
  may: z.object({ check: z.boolean(), acknowledge: z.boolean(), reconcile: z.boolean() }),
  blockedBy: z.string().nullable().describe('Why no look and no repair can be asked for right now'),
});
export type DriftView = z.infer<typeof driftViewSchema>;

export const acknowledgeDriftInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  findingIds: z
    .array(idSchema('finding'))
    .min(1, 'Name at least one finding, or leave it out for all.')
    .max(1000, 'At most 1000 at once.')
    .optional()
    .describe('Left out for all that nobody has acknowledged'),
  comment: commentSchema.refine((comment) => comment.trim() !== '', 'Say why it may stay as it is.'),
  days: z
    .int()
    .min(1, 'At least 1 day.')
    .max(acknowledgementDaysMax, `At most ${acknowledgementDaysMax} days. What is to stay belongs into the parameters.`)
    .default(acknowledgementDaysDefault),
});

export const withdrawAcknowledgementInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  acknowledgementId: idSchema('acknowledgement'),
});

/** What a run has to do with drift. */
export const runDriftViewSchema = z.object({
  reconciles: z
    .object({ runId: z.string(), at: z.iso.datetime() })
    .nullable()
    .describe('The look for drift whose findings the run puts back'),
  reconciledBy: z.object({ runId: z.string() }).nullable().describe('The run that puts back what this look found'),
  skipped: driftViewSchema.shape.skipped,
});
export type RunDriftView = z.infer<typeof runDriftViewSchema>;
