import { listRuns as readRuns } from '@flowport/db';
import type { listRunsInputSchema, runListSchema } from '@flowport/domain';
import type { z } from 'zod';
import { teamScope } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { withoutUndefined } from '../input/withoutUndefined.ts';
import { runRow } from './runRow.ts';

/** The runs that the actor sees, newest first. */
export async function listRuns(
  { db, actor }: ActorContext,
  input: z.output<typeof listRunsInputSchema>,
): Promise<z.output<typeof runListSchema>> {
  const { items, nextCursor } = await readRuns(db, { ...withoutUndefined(input), ...teamScope(actor) });
  return { items: items.map(runRow), nextCursor };
}
