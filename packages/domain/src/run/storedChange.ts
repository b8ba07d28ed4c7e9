import { z } from 'zod';
import { parameterOverridesSchema } from '../blueprint/parameters.ts';

/**
 * What was asked for, apart from what it came to: a run that has waited behind another one makes its parameters anew from
 * this and from what the stack has by then, so that it takes nothing back that it never spoke of.
 */
export const storedChangeSchema = z.object({
  parameters: parameterOverridesSchema.default({}),
});
export type StoredChange = z.output<typeof storedChangeSchema>;
