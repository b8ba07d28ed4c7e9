import type { RunView, StackView } from '@flowport/domain';
import { retainedCents } from '#features/stacks/dataChoices.ts';

type Range = { floorCents: number; ceilingCents: number };

/**
 * What the run does to the bill of a month: what the stack costs after it, or what a destroy saves.
 * @param stack for what a destroy that retains the data leaves running; without it that counts as saved
 */
export function runBill(
  run: Pick<RunView, 'kind' | 'data' | 'costFloorCents' | 'costCeilingCents'>,
  stack: Pick<StackView, 'cost'> | undefined,
): Range & { saves: boolean } {
  const stays = run.data === 'retain' && stack ? retainedCents(stack.cost) : 0;
  return {
    saves: run.kind === 'destroy',
    floorCents: run.costFloorCents - stays,
    ceilingCents: run.costCeilingCents - stays,
  };
}
