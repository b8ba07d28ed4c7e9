import { layers } from '@flowport/domain';
import { applyRun } from '../run/applyRun.ts';
import { advanceWork } from '../run/finishRun.ts';
import { placeLayers } from '../run/placeLayers.ts';
import type { RunWork } from '../run/runWork.ts';
import { adoptMissing } from './adopt.ts';
import { storeErroredStates } from './erroredState.ts';
import { removeStaleLocks } from './staleLocks.ts';
import { openStory, type Story } from './story.ts';

/**
 * Goes on with a run whose worker died while it applied. What that worker did is in the states as far as Terraform had
 * written them; what it had created since is imported. Then every layer that is not done is planned anew, and applied
 * only inside what was approved; anything else is asked for again.
 */
export async function recoverRun(work: RunWork): Promise<void> {
  await advanceWork(work, { event: 'recover' });
  const story = openStory(work);
  await story.tell(`The worker ${work.context.workerId} goes on with the run.`);
  await placeLayers(work, { which: 'missing', layers });
  await bringIntoState(work, story);
  await advanceWork(work, { event: 'resume', reason: 'Planned anew from what exists, inside what was approved.' });
  await applyRun(work, 'interruption', story);
}

/**
 * Makes the states say what is there, and frees them, after a Terraform of this run that did not end in order. The
 * layers' directories must be in place, and no Terraform of this run at work.
 */
export async function bringIntoState(work: RunWork, story: Story): Promise<void> {
  await removeStaleLocks(work, story);
  await storeErroredStates(work, story);
  if (work.run.kind !== 'destroy') await adoptMissing(work, story);
  work.untold.mayBe = false;
}
