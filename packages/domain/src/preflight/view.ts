import { z } from 'zod';
import { parameterOverridesSchema } from '../blueprint/parameters.ts';
import { presetNames } from '../blueprint/sections.ts';
import { slugSchema } from '../blueprint/slug.ts';
import { idSchema } from '../id/id.ts';
import { checkViewSchema } from '../target/view.ts';

/** A request as it would be sent, to be looked at before. */
export const preflightInputSchema = z.strictObject({
  slug: slugSchema,
  teamId: idSchema('team'),
  targetId: idSchema('target'),
  preset: z.enum(presetNames),
  parameters: parameterOverridesSchema.default({}),
  stackId: idSchema('stack')
    .optional()
    .describe('Of the stack that would be changed: what it has already counts as its own'),
});
export type PreflightInput = z.input<typeof preflightInputSchema>;

export const preflightViewSchema = z.object({
  passed: z.boolean().describe('Whether no check failed; a warning stops nothing'),
  checks: z.array(checkViewSchema),
});
export type PreflightView = z.infer<typeof preflightViewSchema>;
