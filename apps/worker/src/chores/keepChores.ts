import { claimChore } from '@flowport/db';
import type { WorkerContext } from '../context.ts';
import type { Chore } from './chore.ts';

/** How often a worker asks whether a chore is due: the least that `everySeconds` can be. */
const askMilliseconds = 5000;

/**
 * Does the chores that are due, one after the other, until it is stopped. A chore that fails is tried again when it is
 * due next; an unreachable database makes that nothing is done.
 * @returns stops it; resolves when the chore under way has ended.
 */
export function keepChores(context: WorkerContext, chores: readonly Chore[]): () => Promise<void> {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const round = async () => {
    for (const chore of chores) {
      if (stopping.signal.aborted) return;
      try {
        if (await claimChore(context.db, chore)) await chore.run(context);
      } catch (error) {
        context.logger.warn({ err: error, chore: chore.name }, 'a chore is tried again later');
      }
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, askMilliseconds);
  };
  let current = Promise.resolve();
  const begin = () => {
    current = round();
  };
  begin();
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    await current;
  };
}
