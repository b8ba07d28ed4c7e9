import { z } from 'zod';
import { layerSchema } from '../plan/layer.ts';
import { restoredEntrySchema } from '../state/restoredState.ts';

/**
 * Of a `recover` run that takes a layer's state back: to which version, and, once it is planned, from which present one
 * and what that does to the entries of the state. What is approved is bound to both.
 */
export const runRestoreSchema = z.object({
  layer: layerSchema,
  versionId: z.string(),
  serial: z.int(),
  lineage: z.string(),
  planned: z
    .object({
      seen: z
        .object({ lineage: z.string(), serial: z.int() })
        .nullable()
        .describe('The present state that the plan was made from; null where there was none'),
      sha256: z.string().describe('Of the state that is written'),
      entries: z.array(restoredEntrySchema),
    })
    .nullable()
    .default(null),
});
export type RunRestore = z.infer<typeof runRestoreSchema>;

/** Whether going back makes the state another one than the present: entries that stay as they are need no writing. */
export function writesState({ entries }: Pick<NonNullable<RunRestore['planned']>, 'entries'>): boolean {
  return entries.some(({ fate }) => fate === 'returns' || fate === 'reverts');
}
