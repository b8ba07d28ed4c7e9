import type { z } from 'zod';
import type { ActorContext } from '../context.ts';
import { listApprovals } from './listApprovals.ts';
import type { approvalCountSchema } from './view.ts';

/** For the badge in the sidebar. Whether the actor may decide depends on each run, so the runs are read. */
export async function countApprovals(context: ActorContext): Promise<z.output<typeof approvalCountSchema>> {
  const { items } = await listApprovals(context);
  return { decidable: items.filter(({ mayDecide }) => mayDecide).length, waiting: items.length };
}
