import type { z } from 'zod';
import { AppError, type FieldIssue } from './appError.ts';

/**
 * Turns zod's issues into field issues. A rule of ours puts its name and remedy into `params` (see `rule` in
 * blueprint/rules.ts); for zod's own checks the code is the rule.
 */
export function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join('.'),
        rule: 'unknown_field',
        message: `The field "${key}" is not known here.`,
        remedy: 'Remove it, or correct its spelling.',
      }));
    }
    const params = 'params' in issue ? (issue.params as { rule?: string; remedy?: string } | undefined) : undefined;
    return [
      {
        path: issue.path.join('.'),
        rule: params?.rule ?? issue.code,
        message: issue.message,
        remedy: params?.remedy ?? standardRemedy(issue),
      },
    ];
  });
}

/** What to do about zod's own checks; their messages already name the rule. */
function standardRemedy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string'
        ? `Write at least ${issue.minimum} characters.`
        : `Use ${issue.minimum} or more.`;
    case 'too_big':
      return issue.origin === 'string' ? `Shorten it to ${issue.maximum} characters.` : `Use ${issue.maximum} or less.`;
    case 'invalid_value':
      return `Choose one of ${issue.values.map(String).join(', ')}.`;
    case 'invalid_type':
      return `Give a value of type ${issue.expected}.`;
    default:
      return undefined;
  }
}

/** Parses or throws `invalid_input` naming every field, rule and remedy. `doing` completes "While …". */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, doing: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = fieldIssues(parsed.error);
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new AppError('invalid_input', `While ${doing}: ${where}${first?.message ?? 'invalid'}${more}`, {
    issues,
    cause: parsed.error,
  });
}
