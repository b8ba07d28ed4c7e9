import type { SavedLayerPlan } from '@flowport/db';
import { AppError, type EnvelopeBreach, outsideEnvelope } from '@flowport/domain';
import { apply } from '../steps/apply.ts';
import { keepPlan } from '../steps/keepPlan.ts';
import { isChange, planRelease, readPlan } from '../steps/plan.ts';
import { skipStep } from '../steps/step.ts';
import type { ApplyInput } from './approvedInput.ts';
import { asChange } from './asChange.ts';
import { finishRun } from './finishRun.ts';
import { pauseFor } from './pauseFor.ts';
import type { RunWork } from './runWork.ts';

/**
 * Before the foundation is destroyed: releases database and bucket from what protects them, which AWS and Terraform only
 * heed once it is applied. As late as possible, so that a destroy which stops before has left everything protected, and
 * only inside what was approved. Done again by a run that was interrupted, it finds nothing to do.
 * @returns false when the run waits for somebody now.
 */
export async function releaseFoundation(work: RunWork, input: ApplyInput): Promise<boolean> {
  const { data } = work.run;
  if (data === null || data === 'retain') return true;
  const { plan } = input.approved.foundation;
  const outcome = plan.release.length === 0 ? undefined : await releaseInside(work, input);
  if (outcome === undefined) {
    skipStep(work, 'release', 'foundation');
    return true;
  }
  if (outcome === 'released') return true;
  if (outcome === 'stale') return false;
  // For its lock file: what is applied after the next approval is planned anew, so no plan file is kept.
  await keepPlan(work, 'foundation');
  const paused: SavedLayerPlan = { ...input.approved.foundation, planFile: null, plan: { ...plan, ...outcome.shown } };
  await pauseFor(work, input, { layer: 'foundation', paused, breaches: outcome.breaches });
  return false;
}

type Outside = { breaches: readonly EnvelopeBreach[]; shown: Pick<SavedLayerPlan['plan'], 'release'> };

/** @returns undefined where there is nothing to release. */
async function releaseInside(work: RunWork, input: ApplyInput): Promise<'released' | 'stale' | Outside | undefined> {
  return planRelease(work, async (saved) => {
    const approved = { changes: input.approved.foundation.plan.release };
    const breaches = outsideEnvelope(approved, saved.planned.map(asChange));
    if (breaches.length > 0) {
      const { changes } = await readPlan(work, 'foundation');
      return { breaches, shown: { release: changes.filter(isChange) } };
    }
    if (!saved.changed) return undefined;
    try {
      await apply(work, 'foundation', 'release');
      return 'released';
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'approval_void') throw error;
      await finishRun(work, { event: 'replan', reason: error.publicMessage });
      return 'stale';
    }
  });
}
