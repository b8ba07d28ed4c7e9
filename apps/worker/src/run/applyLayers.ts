import type { SavedLayerPlan } from '@flowport/db';
import { AppError, type Layer, layerOrder, outsideEnvelope } from '@flowport/domain';
import type { SavedPlan } from '@flowport/terraform';
import { keepConfiguration } from '../configuration/keepConfiguration.ts';
import { apply } from '../steps/apply.ts';
import { init } from '../steps/init.ts';
import { keepPlan } from '../steps/keepPlan.ts';
import { exactPlanOf, planUnread, readPlan } from '../steps/plan.ts';
import { recordLayer } from '../steps/readOutputs.ts';
import { skipStep } from '../steps/step.ts';
import type { ApplyInput } from './approvedInput.ts';
import { asChange } from './asChange.ts';
import { finishRun } from './finishRun.ts';
import { pauseFor, saveLayerPlan } from './pauseFor.ts';
import { isEffective } from './planRun.ts';
import { releaseFoundation } from './releaseFoundation.ts';
import type { RunWork } from './runWork.ts';

/** @returns false when the run waits for somebody now. */
export async function applyLayers(work: RunWork, input: ApplyInput): Promise<boolean> {
  const { done } = input;
  const waiting = layerOrder(work.run.kind).filter((layer) => !done.has(layer));
  for (const [position, layer] of waiting.entries()) {
    work.signal.throwIfAborted();
    if (layer === 'foundation' && !(await releaseFoundation(work, input))) return false;
    const outcome = maySaved(work, input, { position, layer })
      ? await applyApproved(work, layer, input.approved[layer])
      : await planAndApply(work, layer, input);
    if (outcome === 'waits') return false;
    done.set(layer, outcome);
  }
  return true;
}

/**
 * Whether the plan that was approved can be applied as it was saved. One that was made before a lower layer changed may
 * rest on what is no longer so. The first layer of a job was planned after all that is applied already; a destroy plan
 * rests on its own state alone, which has moved on where protection was released before.
 */
function maySaved(work: RunWork, input: ApplyInput, at: { position: number; layer: Layer }): boolean {
  const { plan } = input.approved[at.layer];
  if (plan.release.length > 0) return false;
  // It was planned from a state that has been written since.
  if (work.run.restore?.layer === at.layer) return false;
  // Nothing of it exists, or it is left alone.
  const isLeft = work.run.kind === 'destroy' || (work.run.parameters.asleep && at.layer === 'services');
  if (isLeft && !isEffective(plan)) return true;
  if (input.basis === 'interruption' || plan.basis === 'envelope') return false;
  const changedBelow = at.position > 0 && [...input.done.values()].includes('applied');
  return work.run.kind === 'destroy' || !changedBelow;
}

type LayerOutcome = 'applied' | 'skipped' | 'waits';

async function applyApproved(work: RunWork, layer: Layer, approved: SavedLayerPlan): Promise<LayerOutcome> {
  return isEffective(approved.plan) ? applySaved(work, layer) : skipLayer(work, layer);
}

function skipLayer(work: RunWork, layer: Layer): LayerOutcome {
  skipStep(work, 'apply', layer);
  work.asides.beside('keeping the configuration', keepConfiguration(work, layer));
  return 'skipped';
}

/**
 * Plans a layer during the apply. Inside what was approved, the run goes on, and the exact plan is shown beside the
 * envelope; outside, the run is paused with the new plan to be decided on.
 */
async function planAndApply(work: RunWork, layer: Layer, input: ApplyInput): Promise<LayerOutcome> {
  const saved = await planUnread(work, layer);
  const breaches = outsideEnvelope(input.approved[layer].plan, saved.planned.map(asChange), input.created[layer]);
  if (breaches.length > 0) {
    const [plan, planFile] = await Promise.all([readPlan(work, layer), keepPlan(work, layer)]);
    await input.story?.ask(`${layer} was planned again: it is outside of what was approved, so that is asked for.`);
    await input.story?.finish();
    await pauseFor(work, input, { layer, paused: exactPlanOf(saved, plan, planFile), breaches });
    return 'waits';
  }
  await input.story?.tell(
    saved.changed
      ? `${layer} was planned again: it is inside of what was approved, and goes on.`
      : `${layer} was planned again: nothing is left to do.`,
  );
  // Inside what was approved it is applied, shown or not.
  work.asides.whenWatched('showing the exact plan', () => showExactPlan(work, layer, saved, input));
  return saved.changed ? applySaved(work, layer) : skipLayer(work, layer);
}

async function showExactPlan(work: RunWork, layer: Layer, saved: SavedPlan, input: ApplyInput): Promise<void> {
  const { digest } = work.run;
  if (digest === null) return;
  const { release } = input.approved[layer].plan;
  const exact = exactPlanOf(saved, { ...(await readPlan(work, layer)), release }, null);
  await work.context.db.inTransaction((tx) => saveLayerPlan(tx, work, exact, digest));
}

/** Where Terraform refuses the plan as stale, the run is planned anew. */
async function applySaved(work: RunWork, layer: Layer): Promise<LayerOutcome> {
  await init(work, layer);
  work.asides.beside('keeping the configuration', keepConfiguration(work, layer));
  try {
    await apply(work, layer);
    work.asides.beside('recording what exists', recordLayer(work, layer));
    return 'applied';
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'approval_void') throw error;
    await finishRun(work, { event: 'replan', reason: error.publicMessage });
    return 'waits';
  }
}
