import { z } from 'zod';
import { destroyOrder, type Layer, layerSchema, layers } from '../plan/layer.ts';
import type { DataChoice } from './dataChoice.ts';
import type { RunKind } from './run.ts';

export const stepNameSchema = z.enum(['synth', 'init', 'plan', 'release', 'apply', 'verify', 'readOutputs', 'restore']);
export type StepName = z.infer<typeof stepNameSchema>;

export const stepStatusSchema = z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped', 'canceled']);
export type StepStatus = z.infer<typeof stepStatusSchema>;

export const stepTitles: Record<StepName, string> = {
  synth: 'Synthesize',
  init: 'Initialize',
  plan: 'Plan',
  release: 'Release protection',
  apply: 'Apply',
  verify: 'Verify',
  readOutputs: 'Read outputs',
  restore: 'Write the older state',
};

export type PlannedStep = { name: StepName; layer: Layer | null };

/** The layers of a run in the order in which they are applied. */
export function layerOrder(kind: RunKind): readonly Layer[] {
  return kind === 'destroy' ? destroyOrder : layers;
}

/** The layers that a destroy takes down, in its order. */
export function destroyedLayers(data: DataChoice | null): readonly Layer[] {
  return data === 'retain' ? destroyOrder.filter((layer) => layer !== 'foundation') : destroyOrder;
}

/**
 * The steps that a run of this kind has, in their order; shown from the start so that what comes next is known.
 * @param data of a destroy: where the foundation goes too, its protection from deletion is released right before.
 */
export function plannedSteps(kind: RunKind, data: DataChoice | null = null): PlannedStep[] {
  const order = layerOrder(kind);
  const perLayer = (name: StepName) => order.map((layer) => ({ name, layer }));
  const planning: PlannedStep[] = [
    { name: 'synth', layer: null },
    ...order.flatMap((layer): PlannedStep[] => [
      { name: 'init', layer },
      { name: 'plan', layer },
    ]),
  ];
  if (kind === 'drift') return planning;
  const verifying: PlannedStep = { name: 'verify', layer: null };
  const restoring: PlannedStep[] = kind === 'recover' ? [{ name: 'restore', layer: null }] : [];
  if (kind !== 'destroy') {
    return [...planning, ...restoring, ...perLayer('apply'), { name: 'readOutputs', layer: null }, verifying];
  }
  const releases = (layer: Layer) => layer === 'foundation' && data !== null && data !== 'retain';
  const applying = order.flatMap((layer): PlannedStep[] => [
    ...(releases(layer) ? [{ name: 'release', layer } as const] : []),
    { name: 'apply', layer },
  ]);
  return [...planning, ...applying, verifying];
}

export const stepViewSchema = z.object({
  id: z.string(),
  name: stepNameSchema,
  layer: layerSchema.nullable(),
  title: z.string(),
  status: stepStatusSchema,
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
  progress: z.object({ done: z.int(), total: z.int(), current: z.string().nullable() }).nullable(),
  previousSeconds: z.number().nullable().describe('How long this step took in the last run of this kind that finished'),
});
export type StepView = z.infer<typeof stepViewSchema>;
