import { createTokenInputSchema, fieldIssues } from '@flowport/domain';
import type { z } from 'zod';
import type { FieldProblem } from '#components/ui/field.tsx';

export type TokenDraft = { name: string; days: string };
type TokenProblems = { name?: FieldProblem; days?: FieldProblem };

type CheckedToken =
  | { input: z.output<typeof createTokenInputSchema>; problems: TokenProblems }
  | { input: null; problems: TokenProblems };

export function checkToken({ name, days }: TokenDraft): CheckedToken {
  const number = days.trim() === '' ? Number.NaN : Number(days);
  const parsed = createTokenInputSchema.safeParse({ name, expiresInDays: number });
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
