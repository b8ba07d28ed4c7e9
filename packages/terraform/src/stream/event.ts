import { z } from 'zod';
import { parsedJson } from '../plan/json.ts';
import { diagnosticSchema } from './diagnostic.ts';

/**
 * What Terraform says while it works, in our words. Source: "Machine-readable UI" of Terraform 1.11 and OpenTofu 1.10,
 * whose minor versions only add properties and types; unknown ones are tolerated (`other`).
 *
 * Events never carry a sensitive value: Terraform leaves them out of `outputs`, and no other message has values except
 * the id of a resource.
 */
const resourceSchema = z
  .object({
    addr: z.string(),
    resource_type: z.string().default(''),
    resource_name: z.string().default(''),
    implied_provider: z.string().default(''),
  })
  .transform((raw) => ({
    address: raw.addr,
    type: raw.resource_type,
    name: raw.resource_name,
    provider: raw.implied_provider,
  }));
export type EventResource = z.output<typeof resourceSchema>;

const actionSchema = z.string().describe('noop, create, read, update, replace, delete, move, import, remove');

const plannedSchema = z
  .object({
    change: z.object({
      resource: resourceSchema,
      action: actionSchema,
      reason: z.string().optional(),
      importing: z.object({ id: z.string().optional() }).optional(),
    }),
  })
  .transform(({ change }) => ({
    resource: change.resource,
    action: change.action,
    reason: change.reason ?? null,
    importId: change.importing?.id ?? null,
  }));

const hookSchema = z
  .object({
    hook: z.object({
      resource: resourceSchema,
      action: actionSchema.default(''),
      id_key: z.string().optional(),
      id_value: z.string().optional(),
      elapsed_seconds: z.number().optional(),
    }),
  })
  .transform(({ hook }) => ({
    resource: hook.resource,
    action: hook.action,
    idKey: hook.id_key ?? null,
    idValue: hook.id_value ?? null,
    elapsedSeconds: hook.elapsed_seconds ?? null,
  }));

const outputSchema = z
  .object({
    sensitive: z.boolean(),
    action: z.string().optional(),
    type: parsedJson.optional(),
    value: parsedJson.optional(),
  })
  .transform((raw) => (raw.sensitive ? { sensitive: raw.sensitive, action: raw.action } : raw));

function tagged<const T extends string, S extends z.ZodType<object>>(type: T, schema: S) {
  return schema.transform((fields) => ({ type, ...fields }));
}

const schemas = {
  version: tagged(
    'version',
    z
      .object({ terraform: z.string().optional(), tofu: z.string().optional(), ui: z.string() })
      .transform((raw) => ({ version: raw.terraform ?? raw.tofu ?? '', ui: raw.ui })),
  ),
  planned_change: tagged('planned_change', plannedSchema),
  resource_drift: tagged('resource_drift', plannedSchema),
  change_summary: tagged(
    'change_summary',
    z
      .object({
        changes: z.object({
          operation: z.string(),
          add: z.number().int(),
          change: z.number().int(),
          remove: z.number().int(),
          import: z.number().int().default(0),
        }),
      })
      .transform((raw) => raw.changes),
  ),
  apply_start: tagged('apply_start', hookSchema),
  apply_progress: tagged('apply_progress', hookSchema),
  apply_complete: tagged('apply_complete', hookSchema),
  apply_errored: tagged('apply_errored', hookSchema),
  refresh_start: tagged('refresh_start', hookSchema),
  refresh_complete: tagged('refresh_complete', hookSchema),
  ephemeral_op_start: tagged('ephemeral_op_start', hookSchema),
  ephemeral_op_progress: tagged('ephemeral_op_progress', hookSchema),
  ephemeral_op_complete: tagged('ephemeral_op_complete', hookSchema),
  ephemeral_op_errored: tagged('ephemeral_op_errored', hookSchema),
  provision_start: tagged('provision_start', hookSchema),
  provision_progress: tagged('provision_progress', hookSchema),
  provision_complete: tagged('provision_complete', hookSchema),
  provision_errored: tagged('provision_errored', hookSchema),
  outputs: tagged('outputs', z.object({ outputs: z.record(z.string(), outputSchema) })),
  diagnostic: tagged('diagnostic', z.object({ diagnostic: diagnosticSchema })),
  init_output: tagged(
    'init_output',
    z.object({ message_code: z.string().default('') }).transform((raw) => ({ code: raw.message_code })),
  ),
} as const;

type KnownEvent = { [T in keyof typeof schemas]: z.output<(typeof schemas)[T]> }[keyof typeof schemas];

/** `at`: when Terraform said it, RFC 3339, or null where it did not say. */
export type TerraformEvent = (KnownEvent | { type: 'other'; kind: string }) & { at: string | null };

const envelopeSchema = z.object({
  '@message': z.string(),
  '@level': z.string().optional(),
  '@timestamp': z.string().optional(),
  type: z.string().optional(),
});

export type Message = { text: string; level: string; event: TerraformEvent };

/** Reads one line of a `-json` stream; undefined when the line is not one of its messages. */
export function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return undefined;
  }
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) return undefined;
  const kind = envelope.data.type ?? '';
  const at = envelope.data['@timestamp'] ?? null;
  const parsed = isKnown(kind) ? schemas[kind].safeParse(raw) : undefined;
  const event: TerraformEvent = parsed?.success ? { ...parsed.data, at } : { type: 'other', kind, at };
  return { text: envelope.data['@message'], level: envelope.data['@level'] ?? 'info', event };
}

function isKnown(kind: string): kind is keyof typeof schemas {
  return Object.hasOwn(schemas, kind);
}
