import { z } from 'zod';
import { layerSchema } from './layer.ts';

/** `forget` leaves the object where it is, and Terraform no longer knows it. */
export const planActionSchema = z.enum(['create', 'update', 'replace', 'delete', 'forget', 'read', 'unchanged']);
export type PlanAction = z.infer<typeof planActionSchema>;

/** What a reviewer should look at first. */
export const planMarkSchema = z.enum(['iam', 'network', 'data']);
export type PlanMark = z.infer<typeof planMarkSchema>;

/**
 * How one attribute changes. A sensitive value is never here: `before` and `after` are left out and the flag says why.
 * `unknown` means that the value is known only after the apply.
 */
export const attributeChangeSchema = z.object({
  path: z.string().describe('Dotted, with [n] for list elements'),
  before: z.json().optional(),
  after: z.json().optional(),
  sensitive: z.boolean(),
  unknown: z.boolean(),
  forcesReplacement: z.boolean(),
});
export type AttributeChange = z.infer<typeof attributeChangeSchema>;

export const planChangeSchema = z.object({
  address: z.string(),
  type: z.string(),
  name: z.string(),
  provider: z.string().describe('aws, kubernetes, helm, random'),
  action: planActionSchema,
  importId: z.string().nullable(),
  reason: z.string().nullable().describe("Terraform's action_reason in words, where it gives one"),
  marks: z.array(planMarkSchema),
  attributes: z.array(attributeChangeSchema),
});
export type PlanChange = z.infer<typeof planChangeSchema>;

export const planCountsSchema = z.object({
  create: z.number().int(),
  update: z.number().int(),
  replace: z.number().int(),
  delete: z.number().int(),
  forget: z.number().int().default(0),
  unchanged: z.number().int(),
});
export type PlanCounts = z.infer<typeof planCountsSchema>;

/**
 * What one layer would change. `exact` is a saved Terraform plan; `envelope` lists every resource that the synthesized
 * layer contains, since Terraform can plan it only when the layers below exist.
 */
export const layerPlanSchema = z.object({
  layer: layerSchema,
  basis: z.enum(['exact', 'envelope']),
  counts: planCountsSchema,
  changes: z.array(planChangeSchema),
  release: z
    .array(planChangeSchema)
    .default([])
    .describe('What is changed first in a destroy, so that the rest can go: protection from deletion is released'),
  drift: z.array(planChangeSchema).describe('What changed behind Terraform, as the plan found it'),
  outputsChanged: z.array(z.string()),
});
export type LayerPlan = z.infer<typeof layerPlanSchema>;

export const runPlanSchema = z.object({
  digest: z.string().describe('sha256 in hex over all that the approval is bound to'),
  counts: planCountsSchema,
  layers: z.array(layerPlanSchema),
});
export type RunPlan = z.infer<typeof runPlanSchema>;

export const noCounts: PlanCounts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, unchanged: 0 };

export function countChanges(changes: readonly Pick<PlanChange, 'action'>[]): PlanCounts {
  const counts = { ...noCounts };
  for (const change of changes) if (change.action !== 'read') counts[change.action] += 1;
  return counts;
}

export function addCounts(all: readonly PlanCounts[]): PlanCounts {
  const sum = { ...noCounts };
  for (const counts of all) for (const key of planCountsSchema.keyof().options) sum[key] += counts[key];
  return sum;
}

export function hasChanges(counts: PlanCounts): boolean {
  return counts.create + counts.update + counts.replace + counts.delete + counts.forget > 0;
}
