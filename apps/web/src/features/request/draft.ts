import {
  blocksOverlap,
  descriptionSchema,
  type FieldIssue,
  fieldIssues,
  type PresetName,
  parseBlock,
  presetNames,
  presets,
  type StackParameters,
  slugSchema,
  stackParametersSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { formModel, leafFields, type SectionId, sectionIds } from './formModel.ts';

export type TagRow = { id: number; key: string; value: string };

/** Parameters while they are typed: any field may be empty or wrong for a while, so values are unknown until checked. */
export type DraftParameters = { preset: PresetName; teams: readonly string[] } & Record<
  Exclude<SectionId, 'teams'>,
  Record<string, unknown>
>;

export type StackDraft = {
  slug: string;
  teamId: string;
  targetId: string;
  description: string;
  /** As its choice has it; left out: as the target has it. */
  lifetime?: string | undefined;
  parameters: DraftParameters;
  tags: readonly TagRow[];
};

const sectionSchema = z.record(z.string(), z.unknown());

/** What is read back from the tab's storage: the form only, as every value is checked anyway. */
export const stackDraftSchema = z.object({
  slug: z.string(),
  teamId: z.string(),
  targetId: z.string(),
  description: z.string(),
  lifetime: z.string().optional(),
  parameters: z.object({
    preset: z.enum(presetNames),
    teams: z.array(z.string()),
    endpoint: sectionSchema,
    network: sectionSchema,
    cluster: sectionSchema,
    database: sectionSchema,
    datastore: sectionSchema,
    services: sectionSchema,
  }),
  tags: z.array(z.object({ id: z.number(), key: z.string(), value: z.string() })),
}) satisfies z.ZodType<StackDraft>;

export function draftParameters(parameters: StackParameters): DraftParameters {
  const { tags: _tags, asleep: _asleep, ...rest } = structuredClone(parameters);
  return rest;
}

export function tagRows(tags: Record<string, string>): TagRow[] {
  return Object.entries(tags).map(([key, value], id) => ({ id, key, value }));
}

/** What says nothing about size: typed once, it outlives the choice of another preset, as the tags do. */
const outlivesPreset = ['teams', 'endpoint', 'cluster.userPrincipals'] as const;

/** Another preset sets every parameter anew, save what somebody has typed that says nothing about size. */
export function withPreset(draft: StackDraft, preset: PresetName): StackDraft {
  const before = draftParameters(presets[draft.parameters.preset].parameters);
  const fresh = { ...draft, parameters: draftParameters(presets[preset].parameters) };
  return outlivesPreset.reduce((next, path) => {
    const typed = valueAt(draft.parameters, path);
    return same(typed, valueAt(before, path)) ? next : withValueAt(next, path, typed);
  }, fresh);
}

/** The value at a dotted path below the parameters. */
export function valueAt(parameters: DraftParameters, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), parameters);
}

/** A copy with another value at a dotted path; whatever lies on the way must be there already. */
export function withValueAt(draft: StackDraft, path: string, value: unknown): StackDraft {
  return { ...draft, parameters: replaced(draft.parameters, path, value) };
}

function replaced(before: DraftParameters, path: string, value: unknown): DraftParameters {
  const parameters = structuredClone(before);
  const keys = path.split('.');
  const last = keys.pop();
  const parent = keys.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), parameters);
  if (last !== undefined && isRecord(parent)) parent[last] = value;
  return parameters;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All parameters as they would be sent, checked; undefined while something is wrong. */
export function checkedParameters(draft: StackDraft): StackParameters | undefined {
  const parsed = stackParametersSchema.safeParse(parametersOf(draft));
  return parsed.success ? parsed.data : undefined;
}

function parametersOf(draft: StackDraft): unknown {
  return {
    ...withoutBlanks(draft.parameters).parameters,
    tags: Object.fromEntries(filledTags(draft).map(({ key, value }) => [key, value])),
  };
}

const listPaths = sectionIds.flatMap((section) =>
  leafFields(formModel[section])
    .filter(({ kind }) => kind === 'list')
    .map(({ path }) => path),
);

/**
 * Entries of lists that nothing was typed into are no values.
 * @returns also at which place of the form each entry that is left stands, by the path of its list.
 */
function withoutBlanks(parameters: DraftParameters) {
  const positions = new Map<string, readonly number[]>();
  const filled = listPaths.reduce<DraftParameters>((current, path) => {
    const entries = valueAt(current, path);
    if (!Array.isArray(entries)) return current;
    const kept = [...entries.keys()].filter((position) => entries[position] !== '');
    positions.set(path, kept);
    const values = kept.map((position) => entries[position]);
    return values.length === entries.length ? current : replaced(current, path, values);
  }, parameters);
  return { parameters: filled, positions };
}

function filledTags(draft: StackDraft): readonly TagRow[] {
  return draft.tags.filter(({ key, value }) => key.trim() !== '' || value.trim() !== '');
}

export type Surroundings = {
  /** Networks of the other stacks of the target. */
  taken: readonly { cidr: string; slug: string }[];
};

/**
 * Everything that is wrong with a draft, with the paths that its fields have: `slug`, `network.cidr`, `tags.2`. The
 * rules are those of the API; what only the server knows (a name taken meanwhile) comes back from there.
 */
export function draftIssues(draft: StackDraft, { taken }: Surroundings): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const check = (path: string, schema: z.ZodType, value: unknown) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) issues.push(...fieldIssues(parsed.error).map((issue) => ({ ...issue, path })));
  };
  check('slug', slugSchema, draft.slug);
  check('description', descriptionSchema, draft.description);
  if (draft.teamId === '')
    issues.push(missing('teamId', 'No team is chosen.', 'Choose the team that will own the stack.'));
  if (draft.targetId === '')
    issues.push(missing('targetId', 'No target is chosen.', 'Choose where the stack will live.'));
  issues.push(...parameterIssues(draft), ...tagIssues(draft));
  const overlap = overlapping(draft, taken);
  if (overlap && !issues.some(({ path }) => path === 'network.cidr')) issues.push(overlap);
  return issues;
}

/** The issues of the parameters alone, for the form of a change. */
export function parameterIssues(draft: StackDraft): FieldIssue[] {
  const { parameters, positions } = withoutBlanks(draft.parameters);
  const parsed = stackParametersSchema.safeParse({ ...parameters, tags: {} });
  if (parsed.success) return [];
  return fieldIssues(parsed.error).map((found) => {
    const issue = { ...found, path: typedPath(found.path, positions) };
    const value = valueAt(draft.parameters, issue.path);
    const isEmpty = value === null || value === '' || (typeof value === 'number' && Number.isNaN(value));
    return isEmpty && issue.rule === 'invalid_type'
      ? { ...issue, message: 'A whole number is missing here.', remedy: 'Enter one.' }
      : issue;
  });
}

/** Where in the form an issue of a list's entry stands, as the schema has not seen the empty ones. */
function typedPath(path: string, positions: ReadonlyMap<string, readonly number[]>): string {
  const [, list, position] = /^(.+)\.(\d+)$/.exec(path) ?? [];
  const typed = list === undefined ? undefined : positions.get(list)?.[Number(position)];
  return typed === undefined ? path : `${list}.${typed}`;
}

export function tagIssues(draft: StackDraft): FieldIssue[] {
  const rows = filledTags(draft);
  return rows.flatMap((row) => {
    const path = `tags.${row.id}`;
    if (rows.some((other) => other.id < row.id && other.key === row.key)) {
      return [missing(path, `The key "${row.key}" is there twice.`, 'Remove one of them.', 'tag_duplicate')];
    }
    const parsed = stackParametersSchema.shape.tags.safeParse({ [row.key]: row.value });
    return parsed.success
      ? []
      : fieldIssues(parsed.error)
          .slice(0, 1)
          .map((issue) => ({ ...issue, ...tagWords(issue), path }));
  });
}

/** zod speaks of an "invalid key in record" and keeps the rule below; what is wrong with a key is always its characters. */
function tagWords(issue: FieldIssue): Partial<FieldIssue> {
  if (issue.rule !== 'invalid_key') return {};
  return {
    message: 'The key is empty, too long, reserved, or has characters that AWS does not take.',
    remedy: 'Letters, digits, spaces and _ . : / = + - @, 1 to 128; not aws:, flowport: or managed-by.',
  };
}

function missing(path: string, message: string, remedy: string, rule = 'required'): FieldIssue {
  return { path, rule, message, remedy };
}

function overlapping(draft: StackDraft, taken: Surroundings['taken']): FieldIssue | undefined {
  const cidr = valueAt(draft.parameters, 'network.cidr');
  const block = typeof cidr === 'string' ? parseBlock(cidr) : undefined;
  const clash = block
    ? taken.find((other) => {
        const otherBlock = parseBlock(other.cidr);
        return otherBlock !== undefined && blocksOverlap(block, otherBlock);
      })
    : undefined;
  if (!clash) return undefined;
  return missing(
    'network.cidr',
    `The network overlaps ${clash.cidr} of ${clash.slug}.`,
    'Choose a block that no other stack of the target has.',
    'cidr_taken',
  );
}

export type ParameterChange = {
  path: string;
  title: string;
  group: string | undefined;
  before: unknown;
  after: unknown;
};

/** What differs between two sets of parameters, field by field in the order of the form; a group that comes or goes is one. */
export function parameterChanges(before: StackParameters, after: StackParameters): ParameterChange[] {
  const left = draftParameters(before);
  const right = draftParameters(after);
  const changes: ParameterChange[] = [];
  for (const section of sectionIds) {
    for (const field of formModel[section]) {
      const was = valueAt(left, field.path);
      const is = valueAt(right, field.path);
      if (field.kind !== 'group' || was === null || is === null) {
        if (!same(was, is))
          changes.push({ path: field.path, title: field.title, group: undefined, before: was, after: is });
        continue;
      }
      for (const leaf of leafFields(field.fields)) {
        const leafWas = valueAt(left, leaf.path);
        const leafIs = valueAt(right, leaf.path);
        if (!same(leafWas, leafIs)) {
          changes.push({ path: leaf.path, title: leaf.title, group: field.title, before: leafWas, after: leafIs });
        }
      }
    }
  }
  for (const key of new Set([...Object.keys(before.tags), ...Object.keys(after.tags)])) {
    if (before.tags[key] !== after.tags[key]) {
      changes.push({
        path: `tags.${key}`,
        title: key,
        group: 'Tags',
        before: before.tags[key],
        after: after.tags[key],
      });
    }
  }
  return changes;
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What is sent: only the fields that differ from where the form started, so that a later preset value is not overruled. */
export function overridesBetween(before: StackParameters, after: StackParameters): Record<string, unknown> {
  const left = draftParameters(before);
  const right = draftParameters(after);
  const overrides: Record<string, unknown> = {};
  for (const section of sectionIds) {
    if (section === 'teams') continue;
    const changed = Object.entries(right[section]).filter(([key, value]) => !same(left[section][key], value));
    if (changed.length > 0) overrides[section] = Object.fromEntries(changed);
  }
  if (!same(before.teams, after.teams)) overrides.teams = after.teams;
  if (!same(before.tags, after.tags)) overrides.tags = after.tags;
  return overrides;
}
