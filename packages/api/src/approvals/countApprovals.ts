import type { z } from 'zod';
import type { ActorContext } from '../context.ts';
import { listWishes } from '../lifetime/listWishes.ts';
import { listApprovals } from './listApprovals.ts';
import type { approvalCountSchema } from './view.ts';

/**
 * For the badge in the sidebar: plans, and lifetimes beyond a limit. Whether the actor may decide depends on each, so they
 * are read.
 */
export async function countApprovals(context: ActorContext): Promise<z.output<typeof approvalCountSchema>> {
  const [runs, wishes] = await Promise.all([listApprovals(context), listWishes(context)]);
  const all = [...runs.items, ...wishes.items];
  return { decidable: all.filter(({ mayDecide }) => mayDecide).length, waiting: all.length };
}
