import { z } from 'zod';

/**
 * What becomes of a stack's data when the stack is destroyed.
 * - `retain`: the foundation stays as it is; only the compute goes, and a change brings it back.
 * - `snapshot`: the database leaves a final snapshot; the bucket and the key stay in AWS, and Flowport forgets them.
 * - `purge`: everything is deleted, the artifacts in the bucket included.
 */
export const dataChoiceSchema = z.enum(['retain', 'snapshot', 'purge']);
export type DataChoice = z.infer<typeof dataChoiceSchema>;

/** Something that outlives a destroy, by the name that AWS knows it by. */
export const keptSchema = z.object({
  kind: z.enum(['database', 'snapshot', 'bucket', 'key']),
  name: z.string().describe('Identifier of the database or snapshot, name of the bucket, ARN of the key'),
});
export type Kept = z.infer<typeof keptSchema>;
