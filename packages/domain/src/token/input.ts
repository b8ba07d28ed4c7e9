import { z } from 'zod';

/** Long enough for a pipeline that is reviewed once a year; none lives for ever. */
const tokenDaysMax = 365;

export const createTokenInputSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Give it a name.')
    .max(60, 'At most 60 characters.')
    .meta({ title: 'Name', description: 'What uses it, so that you know later what a revocation breaks.' }),
  expiresInDays: z
    .int()
    .min(1, 'At least 1 day.')
    .max(tokenDaysMax, `At most ${tokenDaysMax} days.`)
    .default(90)
    .meta({ title: 'Valid for (days)' }),
});
