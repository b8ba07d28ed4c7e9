import { type FieldIssue, type TargetPolicy, targetPolicyChangeSchema, targetPolicySchema } from '@flowport/domain';
import { z } from 'zod';
import type { FieldProblem } from '#components/ui/field.tsx';

export type PolicyField = keyof TargetPolicy;

/** What stands in the form: a number as it is typed, empty for none. */
export type PolicyDraft = Record<PolicyField, string | boolean>;
export type PolicyProblems = Partial<Record<PolicyField, FieldProblem>>;

const metaSchema = z.object({ title: z.string(), description: z.string().default('') });

const { shape } = targetPolicySchema;

/** The fields in the order of the schema, with its words; whether one is a switch or a number is told by its default. */
export const policyFields = (Object.keys(shape) as PolicyField[]).map((field) => {
  const { title, description } = metaSchema.parse(shape[field].meta());
  const mayBeEmpty = shape[field].safeParse(null).success;
  const isFlag = typeof shape[field].parse(undefined) === 'boolean';
  return { field, title, description, kind: isFlag ? ('flag' as const) : ('number' as const), mayBeEmpty };
});

export function draftOf(policy: TargetPolicy): PolicyDraft {
  const entries = policyFields.map(({ field }) => {
    const value = policy[field];
    return [field, typeof value === 'boolean' ? value : value === null ? '' : String(value)] as const;
  });
  // Every field of the policy is among the entries.
  return Object.fromEntries(entries) as PolicyDraft;
}

/** What is to be changed, or what is wrong with it. */
export function checkPolicy(
  draft: PolicyDraft,
): { change: z.output<typeof targetPolicyChangeSchema> } | { problems: PolicyProblems } {
  const typed = Object.fromEntries(
    policyFields.map(({ field, mayBeEmpty }) => {
      const value = draft[field];
      if (typeof value === 'boolean') return [field, value];
      const text = value.trim();
      return [field, text === '' && mayBeEmpty ? null : text === '' ? Number.NaN : Number(text)];
    }),
  );
  const parsed = targetPolicyChangeSchema.safeParse(typed);
  if (parsed.success) return { change: parsed.data };
  const problems: PolicyProblems = {};
  for (const { path, message, code } of parsed.error.issues) {
    const field = fieldOf(path.join('.'));
    if (field) problems[field] ??= { message: code === 'invalid_type' ? 'A whole number.' : message };
  }
  return { problems };
}

/** What the server refused, by field; undefined for what belongs to none. */
export function refusedPolicy(issues: readonly FieldIssue[]): PolicyProblems {
  const problems: PolicyProblems = {};
  for (const { path, message, remedy } of issues) {
    const field = fieldOf(path.replace(/^policy\./, ''));
    if (field) problems[field] = { message, remedy };
  }
  return problems;
}

function fieldOf(name: string): PolicyField | undefined {
  return policyFields.find(({ field }) => field === name)?.field;
}
