import { z } from 'zod';

const lease = z.string();

/** What the guard is told, one JSON document a line. `deadline`: milliseconds of the machine's monotonic clock. */
export const guardLineSchema = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('extend'), lease, deadline: z.number() }),
  z.strictObject({ order: z.literal('adopt'), lease, group: z.int().positive() }),
  z.strictObject({ order: z.literal('drop'), lease, group: z.int().positive() }),
  z.strictObject({ order: z.literal('end'), lease }),
]);
export type GuardLine = z.infer<typeof guardLineSchema>;
