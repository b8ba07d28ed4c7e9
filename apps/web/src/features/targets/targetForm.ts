import { type AddTargetInput, addTargetInputSchema, type FieldIssue, fieldIssues } from '@flowport/domain';
import type { Failure } from '#client/failure.ts';
import type { FieldProblem } from '#components/ui/field.tsx';

/** The fields that are typed or chosen, named by their path in the input: an issue of the server finds its field. */
export const textFields = [
  'name',
  'account',
  'region',
  'deployerRoleArn',
  'externalId',
  'planRoleArn',
  'backend.bucket',
  'backend.region',
  'backend.workspaceKeyPrefix',
  'backend.kmsKeyId',
] as const;
export type TextField = (typeof textFields)[number];

export const flagFields = ['backend.usePathStyle', 'selfApproval'] as const;
export type FlagField = (typeof flagFields)[number];
export type TargetField = TextField | FlagField;

/** What stands in the form, as typed. An empty `backend.region` means the region of the target. */
export type TargetDraft = Record<TextField, string> & Record<FlagField, boolean>;

/** @param externalId a proposal that nobody can guess; made by the server, so that both render the same. */
export function emptyDraft(externalId: string): TargetDraft {
  return {
    name: '',
    account: '',
    region: '',
    deployerRoleArn: '',
    externalId,
    planRoleArn: '',
    'backend.bucket': '',
    'backend.region': '',
    'backend.workspaceKeyPrefix': 'flowport',
    'backend.kmsKeyId': '',
    'backend.usePathStyle': false,
    selfApproval: false,
  };
}

export type Problems = Partial<Record<TargetField, FieldProblem>>;
export type CheckedDraft = { input: AddTargetInput; problems: Problems } | { input: null; problems: Problems };

/** The input to send, or what is wrong at which field: the very schema that the server parses with. */
export function checkDraft(draft: TargetDraft): CheckedDraft {
  const parsed = addTargetInputSchema.safeParse(inputOf(draft));
  if (parsed.success) return { input: parsed.data, problems: {} };
  const { problems } = sortIssues(fieldIssues(parsed.error));
  // Left empty it follows the region of the target, where the same problem is told already.
  if (draft['backend.region'] === '') delete problems['backend.region'];
  return { input: null, problems };
}

/** Issues by field (the first of each counts) and those that no field of the form stands for. */
function sortIssues(issues: readonly FieldIssue[]): { problems: Problems; others: FieldIssue[] } {
  const problems: Problems = {};
  const others: FieldIssue[] = [];
  for (const issue of issues) {
    if (isField(issue.path)) problems[issue.path] ??= problemOf(issue);
    else others.push(issue);
  }
  return { problems, others };
}

/** What the server refused, by field. Its only conflict is about the name, which it says in words but without a field. */
export function refusedFields({ code, message, issues }: Pick<Failure, 'code' | 'message' | 'issues'>): {
  problems: Problems;
  /** Whether the fields say all of it, so that it need not be said above them again. */
  complete: boolean;
} {
  if (code === 'conflict' && issues.length === 0) return { problems: { name: { message } }, complete: true };
  const { problems, others } = sortIssues(issues);
  return { problems, complete: issues.length > 0 && others.length === 0 };
}

function problemOf({ path, rule, message, remedy }: FieldIssue): FieldProblem {
  // Zod's own words for a select would list all regions, which the select itself does better.
  if (rule === 'invalid_value' && path.endsWith('region')) return { message: 'Choose a region.' };
  // Our messages about lengths say what to do; the standard remedy would only repeat them.
  return /^At (least|most) \d/.test(message) ? { message } : { message, remedy };
}

function isField(path: string): path is TargetField {
  return (textFields as readonly string[]).includes(path) || (flagFields as readonly string[]).includes(path);
}

/** Spaces around pasted values are never meant; what is left empty and may be is null. */
function inputOf(draft: TargetDraft) {
  const text = (field: TextField) => draft[field].trim();
  const optional = (field: TextField) => text(field) || null;
  return {
    name: text('name'),
    account: text('account'),
    region: text('region'),
    deployerRoleArn: text('deployerRoleArn'),
    planRoleArn: optional('planRoleArn'),
    externalId: text('externalId'),
    backend: {
      bucket: text('backend.bucket'),
      region: text('backend.region') || text('region'),
      workspaceKeyPrefix: text('backend.workspaceKeyPrefix'),
      kmsKeyId: optional('backend.kmsKeyId'),
      usePathStyle: draft['backend.usePathStyle'],
    },
    selfApproval: draft.selfApproval,
  };
}

/** The account in a role's ARN; undefined while it is not one. */
export function accountOfRole(arn: string): string | undefined {
  return /^arn:aws:iam::(\d{12}):role\//.exec(arn.trim())?.[1];
}
