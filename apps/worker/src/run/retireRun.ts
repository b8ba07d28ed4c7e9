import { getRun, getTarget } from '@flowport/db';
import { isFinal } from '@flowport/domain';
import { stateStoreOf } from '../cloud/stateStoreOf.ts';
import type { WorkerContext } from '../context.ts';

/**
 * Clears away what a run needed once it has ended: its folder on this machine and its saved plans in the bucket. Does
 * nothing for a run that goes on. What can't be removed now is tried again by the sweep, as long as the folder is there.
 */
export async function retireRun(context: WorkerContext, runId: string): Promise<void> {
  const { db, folders, logger } = context;
  try {
    const run = await getRun(db, runId);
    if (run && !isFinal(run.status)) return;
    // A run that succeeded has removed its saved plans itself.
    if (run && run.status !== 'succeeded') {
      const target = await getTarget(db, run.target.id);
      if (target) await removePlans(context, { runId, slug: run.stack.slug, target });
    }
    await folders.remove(runId);
  } catch (error) {
    logger.warn({ err: error, runId }, 'what the run left behind could not be removed yet');
  }
}

async function removePlans(
  context: WorkerContext,
  run: { runId: string; slug: string; target: Parameters<typeof stateStoreOf>[1] },
): Promise<void> {
  const store = await stateStoreOf(context, run.target, `flowport-${run.runId}`);
  try {
    await store.removePlans(run.slug, run.runId);
  } finally {
    store.close();
  }
}
