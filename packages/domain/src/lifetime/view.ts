import { z } from 'zod';
import { commentSchema, descriptionSchema } from '../blueprint/parameters.ts';
import { idSchema } from '../id/id.ts';
import { sleepScheduleSchema } from '../sleep/schedule.ts';
import { personSchema } from '../team/view.ts';

/** A year, as the policy of a target has it. */
const hoursMax = 8760;

/** Of a request: how long a new stack is to live. Left out, it is what the target has for new stacks. */
export const lifetimeHoursSchema = z
  .int('A whole number of hours.')
  .min(1, 'At least 1 hour.')
  .max(hoursMax, `At most ${hoursMax} hours (a year).`)
  .nullable()
  .describe('Hours from the approval on; null for no end. Beyond the limit of the target the approval grants it.');

export const extendStackInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  expiresAt: z.iso.datetime().nullable().describe('The new end; null for no end'),
  reason: descriptionSchema.default(''),
});

export const decideLifetimeInputSchema = z.strictObject({
  wishId: idSchema('wish'),
  decision: z.enum(['approved', 'rejected']),
  comment: commentSchema.default(''),
});

export const sleepInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  reason: descriptionSchema.default(''),
});

export const setSleepScheduleInputSchema = z.strictObject({
  stackId: idSchema('stack'),
  schedule: sleepScheduleSchema.nullable().describe('When the stack is awake; null for no schedule'),
});

/** A lifetime beyond the limit, which somebody has to decide on. */
export const lifetimeWishSchema = z.object({
  id: z.string(),
  stack: z.object({ id: z.string(), slug: z.string(), expiresAt: z.iso.datetime().nullable() }),
  team: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  target: z.object({ id: z.string(), name: z.string() }),
  runId: z.string().nullable().describe('The run of a new stack, whose approval grants it; null for an extension'),
  expiresAt: z.iso.datetime().nullable().describe('The wanted end; null for no end'),
  limitHours: z.int().nullable().describe('What the target allows without approval, from now'),
  reason: z.string(),
  askedBy: personSchema,
  at: z.iso.datetime(),
  mayDecide: z.boolean(),
  refusal: z.string().nullable().describe('Why the viewer may not decide'),
});
export type LifetimeWish = z.infer<typeof lifetimeWishSchema>;

export const lifetimeViewSchema = z.object({
  expiresAt: z.iso.datetime().nullable(),
  limitHours: z.int().nullable(),
  endsWithoutApproval: z.boolean().describe('Whether the target destroys expired stacks by itself'),
  wish: lifetimeWishSchema.nullable(),
  asleep: z.boolean(),
  asleepSince: z.iso.datetime().nullable(),
  schedule: sleepScheduleSchema.nullable(),
  next: z.array(z.object({ at: z.iso.datetime(), does: z.enum(['wake', 'sleep']) })).describe('The sooner first'),
  sleepsWithoutApproval: z.boolean().describe('Whether the target lets plans through that only resize node groups'),
  floorCents: z.object({ awake: z.int(), asleep: z.int() }).describe('US cents a month, at least'),
  may: z.object({ change: z.boolean(), sleep: z.boolean(), wake: z.boolean() }),
  blockedBy: z.string().nullable().describe('Why the stack can be neither put to sleep nor woken right now'),
});
export type LifetimeView = z.infer<typeof lifetimeViewSchema>;

/** What came of an extension: done, or asked for. */
export const extendedSchema = z.object({
  expiresAt: z.iso.datetime().nullable().describe('The end as it is now'),
  wish: lifetimeWishSchema.nullable().describe('What has to be approved'),
});
