import { type LayerPlan, planChangeSchema, planCountsSchema } from '@flowport/domain';
import { z } from 'zod';
import type { Prisma } from '../generated/client.ts';

export type SavedLayerPlan = {
  plan: LayerPlan;
  /** Where the encrypted plan file lies, for whoever wrote it; null for an envelope. */
  planFile: string | null;
  /** Of the state that an exact plan was made from; null while there is none. */
  stateLineage: string | null;
  stateSerial: number | null;
};

const changesSchema = z.array(planChangeSchema);

export function savedLayerPlan(row: Prisma.PlanGetPayload<object>): SavedLayerPlan {
  const { planFile, stateLineage, stateSerial } = row;
  return { plan: layerPlan(row), planFile, stateLineage, stateSerial };
}

export function layerPlan(row: Prisma.PlanGetPayload<object>): LayerPlan {
  return {
    layer: row.layer,
    basis: row.basis,
    counts: planCountsSchema.parse(row.counts),
    changes: changesSchema.parse(row.changes),
    release: changesSchema.parse(row.release),
    drift: changesSchema.parse(row.drift),
    outputsChanged: row.outputsChanged,
  };
}
