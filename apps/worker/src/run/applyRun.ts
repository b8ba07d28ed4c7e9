import type { Story } from '../recovery/story.ts';
import { restoreState } from '../restore/restoreState.ts';
import { readStates, recordStates } from '../steps/readOutputs.ts';
import { runPreflight } from '../verify/preflight.ts';
import { applyLayers } from './applyLayers.ts';
import { type ApplyBasis, type ApplyInput, isStillApproved, openApply } from './approvedInput.ts';
import { completeRun } from './completeRun.ts';
import { finishRun } from './finishRun.ts';
import type { RunWork } from './runWork.ts';

/**
 * Applies what was approved, layer by layer, up to the end of the run or to the point where somebody has to decide.
 * @param story of the recovery that goes on here.
 */
export async function applyRun(work: RunWork, basis: ApplyBasis, story?: Story): Promise<void> {
  const input = { ...(await openApply(work, basis)), story };
  if (basis === 'approval' && input.isCutShort) {
    // The job was given out before. What its worker did is not known, so the saved plans are not to be trusted.
    return finishRun(work, { event: 'interrupt', reason: 'The worker that applied it has died.' });
  }
  // Asked beside the proof of the approval: whoever waits for the apply waits for the longer of both.
  const account = basis === 'approval' ? checkAccount(work, input) : Promise.resolve();
  // It is looked at below, or the run is planned anew and asks again.
  account.catch(() => undefined);
  if (basis === 'approval' && !(await isStillApproved(work, input))) {
    return finishRun(work, {
      event: 'replan',
      reason: 'The approval is void: what would be applied is not what was approved. It is planned and asked for anew.',
    });
  }
  await account;
  if (!(await restoreState(work))) return;
  try {
    const isComplete = await applyLayers(work, input);
    if (!isComplete) return;
    await story?.finish();
  } catch (error) {
    await recordWhatExists(work);
    throw error;
  }
  await completeRun(work, { event: 'applied' });
}

/**
 * Days may lie between a request and its approval: what has run out or was taken since stops the run before anything is
 * created. A run that was interrupted is past that, and a destroy needs nothing.
 */
async function checkAccount(work: RunWork, { synthesis, states, done }: ApplyInput): Promise<void> {
  const { kind } = work.run;
  if ((kind !== 'provision' && kind !== 'update') || done.size > 0) return;
  const log = work.log.of('apply', 'foundation');
  await runPreflight(work, { documents: synthesis.documents, states, say: (line) => log.line(line) });
}

/** After a failure: so that the stack's page shows what is there. The failure itself is what matters, so this never hides it. */
async function recordWhatExists(work: RunWork): Promise<void> {
  if (work.lease.lost.aborted) return;
  try {
    await recordStates(work, await readStates(work));
  } catch (error) {
    work.context.logger.warn({ err: error, runId: work.run.id }, 'what exists after the failure could not be recorded');
  }
}
