import { fieldIssues } from '@flowport/domain';
import { z } from 'zod';
import type { FieldProblem } from '#components/ui/field.tsx';

/**
 * The input of `tokens.create`, for the browser: the API's package cannot be loaded there. `tokenForm.test.ts` compares
 * the two.
 */
export const tokenInputSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Give it a name.')
    .max(60, 'At most 60 characters.')
    .meta({ title: 'Name', description: 'What uses it, so that you know later what a revocation breaks.' }),
  expiresInDays: z
    .int()
    .min(1, 'At least 1 day.')
    .max(365, 'At most 365 days.')
    .default(90)
    .meta({ title: 'Valid for (days)' }),
});

export type TokenDraft = { name: string; days: string };
type TokenProblems = { name?: FieldProblem; days?: FieldProblem };

type CheckedToken =
  | { input: z.output<typeof tokenInputSchema>; problems: TokenProblems }
  | { input: null; problems: TokenProblems };

export function checkToken({ name, days }: TokenDraft): CheckedToken {
  const number = days.trim() === '' ? Number.NaN : Number(days);
  const parsed = tokenInputSchema.safeParse({ name, expiresInDays: number });
  if (parsed.success) return { input: parsed.data, problems: {} };
  const problems: TokenProblems = {};
  for (const { path, rule, message } of fieldIssues(parsed.error)) {
    if (path === 'name') problems.name ??= { message };
    // Zod says "expected number, received NaN" of what is no number, or none without a fraction.
    else problems.days ??= { message: rule === 'invalid_type' ? 'Not a whole number of days.' : message };
  }
  return { input: null, problems };
}

const secondsPerDay = 86_400;

/** When a token that is created now would expire. */
export function expiryOf(days: number, now: Date): Date {
  return new Date(now.getTime() + days * secondsPerDay * 1000);
}
