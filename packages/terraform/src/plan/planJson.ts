import { z } from 'zod';
import { parsedJson } from './json.ts';

/**
 * The parts of `terraform show -json PLAN` that a review needs. Source: "JSON output format" of Terraform 1.11, format
 * version 1.x, which only adds properties.
 */
const changeSchema = z.object({
  actions: z.array(z.string()),
  before: parsedJson.optional(),
  after: parsedJson.optional(),
  /** Same shape as `after`, true where the value is known only after the apply. */
  after_unknown: parsedJson.optional(),
  /** Same shape as the value, true where it or all below it is sensitive. */
  before_sensitive: parsedJson.optional(),
  after_sensitive: parsedJson.optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.object({ id: z.string().optional(), identity: parsedJson.optional() }).nullish(),
});
export type RawChange = z.output<typeof changeSchema>;

const resourceChangeSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string().optional(),
  type: z.string(),
  name: z.string(),
  provider_name: z.string().default(''),
  deposed: z.string().optional(),
  change: changeSchema,
  action_reason: z.string().optional(),
});
export type RawResourceChange = z.output<typeof resourceChangeSchema>;

export const planJsonSchema = z.object({
  format_version: z.string().startsWith('1.'),
  terraform_version: z.string().default(''),
  resource_changes: z.array(resourceChangeSchema).default([]),
  resource_drift: z.array(resourceChangeSchema).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  errored: z.boolean().default(false),
});
export type PlanJson = z.output<typeof planJsonSchema>;

type StateModule = {
  resources: z.output<typeof stateResourceSchema>[];
  child_modules: StateModule[];
};

const stateResourceSchema = z.object({
  address: z.string(),
  mode: z.string().default('managed'),
  type: z.string(),
  name: z.string(),
  provider_name: z.string().default(''),
  values: z.object({ id: parsedJson.optional() }).nullish(),
});

const stateModuleSchema: z.ZodType<StateModule> = z.object({
  resources: z.array(stateResourceSchema).default([]),
  get child_modules() {
    return z.array(stateModuleSchema).default([]);
  },
});

/** `terraform show -json` without a plan: the state. A state that does not exist yet has no `values`. */
export const stateJsonSchema = z.object({
  format_version: z.string().startsWith('1.'),
  values: z.object({ root_module: stateModuleSchema }).optional(),
});
export type StateJson = z.output<typeof stateJsonSchema>;
