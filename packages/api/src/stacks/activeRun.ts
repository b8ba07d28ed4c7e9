import { type Connection, getRun, type StackRecord } from '@flowport/db';
import { AppError, mayChange } from '@flowport/domain';

/** @returns why nothing can be asked of the stack right now, in words; null when something can. */
export async function whatBlocks(db: Connection, stack: StackRecord): Promise<string | null> {
  if (stack.activeRun) {
    const run = await getRun(db, stack.activeRun.id);
    const by = run ? ` by ${run.requestedBy.name}` : '';
    const status = stack.activeRun.status.replaceAll('_', ' ');
    return `The ${stack.activeRun.kind} run ${stack.activeRun.id}${by} is ${status}. Wait for its end, or cancel it.`;
  }
  if (mayChange(stack.status)) return null;
  return `The stack is ${stack.status}.`;
}

/** @throws AppError `conflict` saying what is in the way and whose it is. */
export async function requireUnblocked(db: Connection, stack: StackRecord, wish: string): Promise<void> {
  const blocked = await whatBlocks(db, stack);
  if (blocked !== null) throw new AppError('conflict', `${stack.slug} cannot be ${wish} now. ${blocked}`);
}
