import { listStacks as readStacks } from '@flowport/db';
import type { listStacksInputSchema, StackRow } from '@flowport/domain';
import type { z } from 'zod';
import { teamScope } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { withoutUndefined } from '../input/withoutUndefined.ts';
import { stackRow } from './stackRow.ts';

/** The stacks that the actor sees, filtered and sorted. */
export async function listStacks(
  { db, actor }: ActorContext,
  input: z.output<typeof listStacksInputSchema>,
): Promise<{ items: StackRow[] }> {
  const stacks = await readStacks(db, { ...withoutUndefined(input), ...teamScope(actor) });
  return { items: stacks.map(stackRow) };
}
