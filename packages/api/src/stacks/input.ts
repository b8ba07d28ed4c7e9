import { idSchema } from '@flowport/domain';
import { z } from 'zod';

export const stackInputSchema = z.strictObject({ stackId: idSchema('stack') });

export const checkSlugInputSchema = z.strictObject({
  slug: z.string().max(200, 'At most 200 characters.'),
  targetId: idSchema('target'),
});

export const suggestCidrInputSchema = z.strictObject({
  targetId: idSchema('target'),
  prefix: z.int().min(16, 'Between 16 and 20.').max(20, 'Between 16 and 20.').default(16),
});

export const cidrSuggestionSchema = z.object({
  cidr: z.string().nullable().describe('The next free block; null when the pool is used up'),
  taken: z
    .array(z.object({ cidr: z.string(), slug: z.string() }))
    .describe('What the living stacks of the target hold'),
});

export const startedRunSchema = z.object({
  stack: z.object({ id: z.string(), slug: z.string() }),
  run: z.object({
    id: z.string(),
    status: z.enum(['queued', 'waiting']).describe('`waiting`: behind another run of the stack'),
  }),
});
