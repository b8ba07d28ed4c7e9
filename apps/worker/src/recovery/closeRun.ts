import { layers } from '@flowport/domain';
import { placeLayers } from '../run/placeLayers.ts';
import type { RunWork } from '../run/runWork.ts';
import { readStates, recordStates } from '../steps/readOutputs.ts';
import { bringIntoState } from './recoverRun.ts';
import { removeStaleLocks } from './staleLocks.ts';
import { openStory } from './story.ts';

/**
 * Before a run is canceled or fails: leaves no lock, and nothing in AWS that the states do not know, however its
 * Terraform ended. Costs a look at the locks where there is nothing to do.
 */
export async function closeRun(work: RunWork): Promise<void> {
  const story = openStory(work);
  if (!work.untold.mayBe && !(await isAnyLocked(work))) return;
  // First, as it needs nothing of this machine: a disk that is full leaves no lock.
  await removeStaleLocks(work, story);
  if (work.untold.mayBe) {
    await placeLayers(work, { which: 'missing', layers });
    await bringIntoState(work, story);
  }
  if (story.isOpen) await recordStates(work, await readStates(work));
  await story.finish();
  await work.drain();
}

async function isAnyLocked(work: RunWork): Promise<boolean> {
  const { locks } = await work.states.list(work.run.stack.slug);
  return locks.length > 0;
}
