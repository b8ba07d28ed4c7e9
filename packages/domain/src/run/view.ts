import { z } from 'zod';
import { costEstimateSchema } from '../blueprint/cost.ts';
import { commentSchema } from '../blueprint/parameters.ts';
import { idSchema } from '../id/id.ts';
import { planCountsSchema } from '../plan/plan.ts';
import { waitingViewSchema } from '../queue/waiting.ts';
import { recoveryViewSchema } from '../recovery/story.ts';
import { personSchema, teamViewSchema } from '../team/view.ts';
import { dataChoiceSchema, keptSchema } from './dataChoice.ts';
import { runRestoreSchema } from './restore.ts';
import { runKindSchema, runStatusSchema } from './run.ts';
import { stepViewSchema } from './step.ts';

export const approvalViewSchema = z.object({
  id: z.string(),
  decision: z.enum(['approved', 'rejected']),
  digest: z.string(),
  comment: z.string(),
  by: personSchema,
  at: z.iso.datetime(),
});

export const runRowSchema = z.object({
  id: z.string(),
  kind: runKindSchema,
  status: runStatusSchema,
  stack: z.object({ id: z.string(), slug: z.string() }),
  team: teamViewSchema,
  target: z.object({ id: z.string(), name: z.string() }),
  requestedBy: personSchema,
  reason: z.string(),
  counts: planCountsSchema.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  approvalExpiresAt: z.iso.datetime().nullable().describe('Until when the plan can be approved'),
});
export type RunRow = z.infer<typeof runRowSchema>;

export const runHistoryViewSchema = z.object({
  from: runStatusSchema.nullable(),
  to: runStatusSchema,
  event: z.string(),
  by: personSchema.nullable(),
  reason: z.string().nullable(),
  at: z.iso.datetime(),
});

/** Another run, as a link to it shows it. */
export const runLinkSchema = z.object({ id: z.string(), kind: runKindSchema, status: runStatusSchema });
export type RunLink = z.infer<typeof runLinkSchema>;

export const runViewSchema = runRowSchema.extend({
  version: z.int(),
  digest: z.string().nullable().describe('What an approval has to name'),
  data: dataChoiceSchema.nullable().describe('What becomes of the data; null unless the run destroys a stack'),
  kept: z.array(keptSchema).describe('What outlives the destroy; known once it is planned'),
  error: z.string().nullable(),
  pauseReason: z.string().nullable().describe('Why another approval is needed, where the run was paused'),
  restore: runRestoreSchema
    .nullable()
    .describe('Which older state a recover goes back to, and what becomes of its entries'),
  steps: z.array(stepViewSchema),
  approvals: z.array(approvalViewSchema),
  history: z.array(runHistoryViewSchema),
  parameters: z.json().describe('What the run is to bring about'),
  cost: costEstimateSchema.describe('Of the parameters, by component, at today’s prices'),
  costFloorCents: z.int(),
  costCeilingCents: z.int(),
  costBeforeFloorCents: z
    .int()
    .nullable()
    .describe('What the stack costs today, where the run changes one that exists'),
  logBytes: z.int(),
  recoveries: z.array(recoveryViewSchema).describe('What was found and done after a worker of the run had gone'),
  may: z.object({
    approve: z.boolean(),
    reject: z.boolean(),
    discard: z.boolean(),
    cancel: z.boolean(),
    force: z.boolean(),
    retry: z.boolean(),
  }),
  approvalBlockedBy: z.string().nullable().describe('Why the viewer may not approve, in words'),
  waiting: waitingViewSchema.nullable().describe('Why the run does not go on; null where it does, or has ended'),
  forceBlockedBy: z.string().nullable().describe('Why a canceling run cannot be forced to end yet, in words'),
  retryBlockedBy: z.string().nullable().describe('Why a run that came to nothing cannot be tried again, in words'),
  forcedAt: z.iso.datetime().nullable(),
  approvalsNeeded: z.int().describe('How many different people have to approve the plan'),
  approvedBy: z.array(personSchema).describe('Who has approved this very plan'),
  supersedes: runLinkSchema.nullable().describe('The undecided run whose place this one took'),
  supersededBy: runLinkSchema.nullable(),
  retryOf: runLinkSchema.nullable(),
  retriedBy: runLinkSchema.nullable(),
  waitsFor: runLinkSchema.nullable().describe('Of a waiting run: the one that has the stack'),
});
export type RunView = z.infer<typeof runViewSchema>;

export const listRunsInputSchema = z.strictObject({
  stackId: z.string().optional(),
  status: z.array(runStatusSchema).optional(),
  kind: z.array(runKindSchema).optional(),
  search: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const runListSchema = z.object({ items: z.array(runRowSchema), nextCursor: z.string().nullable() });

/** An approval names the digest that was shown; a plan that has changed since then is refused as `approval_void`. */
export const decideRunInputSchema = z.strictObject({
  runId: idSchema('run'),
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'The 64 hexadecimal digits that the plan shows.'),
  comment: commentSchema.default(''),
});

/** What a person says when they end a run or try it again; kept in its history. */
export const runReasonInputSchema = z.strictObject({ runId: idSchema('run'), reason: commentSchema.default('') });
