import { z } from 'zod';
import { costEstimateSchema } from '../blueprint/cost.ts';
import { descriptionSchema, parameterOverridesSchema } from '../blueprint/parameters.ts';
import { presetNames } from '../blueprint/sections.ts';
import { slugSchema } from '../blueprint/slug.ts';
import { idSchema } from '../id/id.ts';
import { lifetimeHoursSchema } from '../lifetime/view.ts';
import { layerSchema } from '../plan/layer.ts';
import { dataChoiceSchema, keptSchema } from '../run/dataChoice.ts';
import { runKindSchema, runStatusSchema } from '../run/run.ts';
import { checkViewSchema, targetKindSchema } from '../target/view.ts';
import { personSchema, teamViewSchema } from '../team/view.ts';
import { stackStatusSchema } from './status.ts';

/** A request for a new stack. Without `network.cidr` the next block that is free in the target is taken. */
export const requestStackInputSchema = z.strictObject({
  slug: slugSchema,
  teamId: idSchema('team'),
  targetId: idSchema('target'),
  description: descriptionSchema.default(''),
  preset: z.enum(presetNames),
  parameters: parameterOverridesSchema.default({}),
  lifetimeHours: lifetimeHoursSchema.optional(),
});
export type RequestStackInput = z.input<typeof requestStackInputSchema>;

/** What becomes of a request while another run is being worked on. One that nobody has decided on is superseded anyway. */
const ifBusySchema = z
  .enum(['refuse', 'queue'])
  .default('refuse')
  .describe('While another run works on the stack: refuse, or queue behind it and take nobody’s place');

/** A change keeps every parameter that it does not name. `version` guards against a change made meanwhile. */
export const changeStackInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  version: z.int().describe('The version of the stack that the change was made from'),
  reason: descriptionSchema.default(''),
  parameters: parameterOverridesSchema,
  ifBusy: ifBusySchema,
});
export type ChangeStackInput = z.input<typeof changeStackInputSchema>;

export const destroyStackInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  confirmSlug: z.string().describe('The slug, typed again'),
  data: dataChoiceSchema
    .default('snapshot')
    .describe(
      'retain: the foundation stays, only the compute goes. snapshot: the database leaves a final snapshot, bucket and key stay in AWS. purge: everything is deleted.',
    ),
  reason: descriptionSchema.default(''),
  ifBusy: ifBusySchema,
});
export type DestroyStackInput = z.input<typeof destroyStackInputSchema>;

export const estimateInputSchema = z.strictObject({
  preset: z.enum(presetNames),
  parameters: parameterOverridesSchema.default({}),
});

export const estimateViewSchema = z.object({
  cost: costEstimateSchema,
  resources: z.record(layerSchema, z.int()),
  parameters: z.json().describe('All parameters: the preset with the given ones laid over'),
});
export type EstimateView = z.infer<typeof estimateViewSchema>;

export const stackSortSchema = z.enum(['slug', 'status', 'team', 'target', 'cost', 'createdAt', 'updatedAt']);

export const listStacksInputSchema = z.strictObject({
  search: z.string().max(200).optional(),
  status: z.array(stackStatusSchema).optional(),
  teamId: z.string().optional(),
  targetId: z.string().optional(),
  includeGone: z.boolean().default(false),
  sort: stackSortSchema.default('updatedAt'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});

const runStubSchema = z.object({ id: z.string(), kind: runKindSchema, status: runStatusSchema });

/** A run that has the stack or waits for it. */
export const busyRunSchema = runStubSchema.extend({
  requestedBy: personSchema,
  reason: z.string(),
  since: z.iso.datetime().describe('Since when it has its status'),
});
export type BusyRun = z.infer<typeof busyRunSchema>;

export const stackRowSchema = z.object({
  id: z.string(),
  slug: z.string(),
  status: stackStatusSchema,
  description: z.string(),
  preset: z.enum(presetNames),
  team: teamViewSchema,
  owner: personSchema,
  target: z.object({ id: z.string(), name: z.string(), kind: targetKindSchema, region: z.string() }),
  costFloorCents: z.int(),
  costCeilingCents: z.int(),
  activeRun: runStubSchema.nullable(),
  expiresAt: z.iso.datetime().nullable().describe('When its lifetime ends; null for no end'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type StackRow = z.infer<typeof stackRowSchema>;

export const stackViewSchema = stackRowSchema.extend({
  version: z.int(),
  blueprint: z.object({ id: z.string(), version: z.string() }),
  parameters: z.json(),
  cost: costEstimateSchema,
  resources: z
    .record(layerSchema, z.int())
    .nullable()
    .describe('How many exist, by layer; null before the first apply'),
  stateKeys: z.array(z.string()),
  checks: z.array(checkViewSchema),
  kept: z.array(keptSchema).describe('What is left of a stack whose compute, or all, was destroyed'),
  connectionAvailable: z.boolean(),
  may: z.object({
    change: z.boolean(),
    destroy: z.boolean(),
    queue: z.boolean().describe('Whether what is blocked can be queued behind the run that is in the way'),
  }),
  replaces: busyRunSchema.nullable().describe('The undecided run whose place a change or a destroy would take'),
  waitingRuns: z.array(busyRunSchema).describe('Queued behind the run that has the stack, oldest first'),
  blockedBy: z.string().nullable().describe('Why no change can be asked for right now'),
});
export type StackView = z.infer<typeof stackViewSchema>;

export const stackResourceSchema = z.object({
  layer: layerSchema,
  address: z.string(),
  type: z.string(),
  name: z.string(),
  provider: z.string(),
  resourceId: z.string().nullable(),
});
export type StackResource = z.infer<typeof stackResourceSchema>;

export const slugCheckViewSchema = z.object({
  available: z.boolean(),
  message: z.string().nullable(),
  suggestion: z.string().nullable(),
});
