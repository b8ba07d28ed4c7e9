import { applyRun } from '../run/applyRun.ts';
import { openApply } from '../run/approvedInput.ts';
import { advanceWork } from '../run/finishRun.ts';
import type { RunWork } from '../run/runWork.ts';
import { removeStaleLocks } from './staleLocks.ts';

/**
 * Goes on with a run whose worker died while it applied. What that worker did is in the states as far as Terraform had
 * written them, so every layer that is not done is planned anew, and applied only inside what was approved; anything
 * else is asked for again.
 */
export async function recoverRun(work: RunWork): Promise<void> {
  await advanceWork(work, { event: 'recover' });
  await openApply(work, 'interruption');
  await removeStaleLocks(work);
  await advanceWork(work, { event: 'resume', reason: 'Planned anew from what exists, inside what was approved.' });
  await applyRun(work, 'interruption');
}
