import { z } from 'zod';
import { commentSchema } from '../blueprint/parameters.ts';
import { idSchema } from '../id/id.ts';
import { layerSchema } from '../plan/layer.ts';
import { planChangeSchema } from '../plan/plan.ts';
import { runKindSchema, runStatusSchema } from '../run/run.ts';
import { stepNameSchema } from '../run/step.ts';

/** S3 names versions by opaque text of up to 1,024 bytes. */
const versionIdSchema = z.string().min(1).max(1024);

export const stateVersionSchema = z.object({
  versionId: z.string(),
  writtenAt: z.iso.datetime(),
  isPresent: z.boolean().describe('Whether it is the state that Terraform reads now'),
  isRemoval: z.boolean().describe('The state was removed then: a delete marker of S3'),
  bytes: z.int(),
  content: z
    .object({ serial: z.int(), lineage: z.string(), resources: z.int(), terraformVersion: z.string().nullable() })
    .nullable(),
  problem: z.string().nullable().describe('Why the version cannot be read, in words'),
  writer: z
    .object({
      runId: z.string(),
      kind: runKindSchema,
      step: stepNameSchema.nullable(),
      requestedBy: z.string(),
    })
    .nullable()
    .describe('The run that worked on the stack at that time; null when none did'),
  rollBackRefusal: z.string().nullable().describe('Why the state cannot go back to it, in words; null when it can'),
});
export type StateVersion = z.infer<typeof stateVersionSchema>;

export const stateVersionListSchema = z.object({
  items: z.array(stateVersionSchema),
  nextCursor: z.string().nullable(),
  may: z.object({ rollBack: z.boolean(), download: z.boolean() }),
});
export type StateVersionList = z.infer<typeof stateVersionListSchema>;

export const listStateVersionsInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  layer: layerSchema,
  cursor: z.string().max(2048).optional(),
  limit: z.int().min(1).max(50).default(20),
});

export const compareStateInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  layer: layerSchema,
  from: versionIdSchema.describe('The older version'),
  to: versionIdSchema.describe('The younger version'),
});

const comparedSideSchema = z.object({ versionId: z.string(), serial: z.int(), resources: z.int() });

export const stateDifferenceSchema = z.object({
  from: comparedSideSchema,
  to: comparedSideSchema,
  changes: z.array(planChangeSchema).describe('Sensitive values are left out'),
  outputsChanged: z.array(z.string()),
  unchanged: z.int(),
});
export type StateDifferenceView = z.infer<typeof stateDifferenceSchema>;

export const rollBackStateInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  layer: layerSchema,
  versionId: versionIdSchema,
  reason: commentSchema.default(''),
});

export const lockVerdictNameSchema = z.enum(['live', 'orphaned', 'foreign']);

export const stateLockSchema = z.object({
  layer: layerSchema,
  lockId: z.string(),
  token: z.string().describe('Names this very lock object; a release has to give it back'),
  who: z.string(),
  operation: z.string(),
  since: z.iso.datetime().nullable().describe('By the clock of the host; null where the lock does not say it'),
  verdict: lockVerdictNameSchema,
  evidence: z.array(z.string()).describe('What the verdict rests on, in sentences'),
  run: z.object({ id: z.string(), kind: runKindSchema, status: runStatusSchema }).nullable(),
  workerId: z.string().nullable(),
  may: z.object({ release: z.boolean(), break: z.boolean() }),
});
export type StateLock = z.infer<typeof stateLockSchema>;

export const lockListSchema = z.object({ items: z.array(stateLockSchema), lookedAt: z.iso.datetime() });

export const releaseLockInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  layer: layerSchema,
  lockId: z.guid().describe('The id of the lock, as it was shown'),
  token: z.string().min(1).max(200).describe('As it was shown'),
  breakGlass: z
    .strictObject({
      confirmSlug: z.string().describe('The slug, typed again'),
      reason: z.string().trim().min(3, 'Say why, in at least 3 characters.').max(2000),
    })
    .optional()
    .describe('For a lock that is not proven to be orphaned; admins alone'),
});
