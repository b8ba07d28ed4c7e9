import { access } from 'node:fs/promises';
import { getLatestApproval, getLayerPlan, getRunDetail, type SavedLayerPlan, savePlan, type Tx } from '@flowport/db';
import { AppError, type EnvelopeBreach, type Layer, layerOrder, layers, outsideEnvelope } from '@flowport/domain';
import { apply } from '../steps/apply.ts';
import { init } from '../steps/init.ts';
import { plan } from '../steps/plan.ts';
import { readOutputs, readStates, recordStates } from '../steps/readOutputs.ts';
import { skipStep } from '../steps/step.ts';
import { synthesisOf } from '../steps/synth.ts';
import { verify } from '../steps/verify.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { digestOf, type LayerPlans } from './approvedFacts.ts';
import { advanceWork, finishRun } from './finishRun.ts';
import { exactPlanOf, isEffective, keepPlan } from './planRun.ts';
import type { RunWork } from './runWork.ts';

/**
 * What the layers are applied from.
 * - `approval`: the saved plans, once the digest proves that they are what was approved.
 * - `interruption`: a worker died while it applied, so states have moved on and saved plans are stale. Every layer that
 *   is not done is planned anew, and goes on only inside what was approved.
 */
export type ApplyBasis = 'approval' | 'interruption';

/** Applies what was approved, layer by layer, up to the end of the run or to the point where somebody has to decide. */
export async function applyRun(work: RunWork, basis: ApplyBasis): Promise<void> {
  const synthesis = synthesisOf(work);
  const [approved, done] = await Promise.all([approvedPlans(work), finishedLayers(work)]);
  const input: ApplyInput = { basis, synthesis, approved, done };
  await restoreLayers(work, input, 'missing');
  if (basis === 'approval' && !(await isStillApproved(work, input))) {
    return finishRun(work, {
      event: 'replan',
      reason: 'The approval is void: what would be applied is not what was approved. It is planned and asked for anew.',
    });
  }
  try {
    const isComplete = await applyLayers(work, input);
    if (!isComplete) return;
  } catch (error) {
    await recordWhatExists(work);
    throw error;
  }
  await advanceWork(work, { event: 'applied' });
  await completeRun(work);
}

/** Reads back, proves, and ends the run. */
export async function completeRun(work: RunWork): Promise<void> {
  const isDestroy = work.run.kind === 'destroy';
  const states = isDestroy ? await readStates(work) : await readOutputs(work);
  if (isDestroy) await recordStates(work, states);
  await verify(work, states);
  await work.states.removePlans(work.run.stack.slug, work.run.id);
  await finishRun(work, { event: 'verified' });
}

type ApplyInput = {
  basis: ApplyBasis;
  synthesis: Synthesis;
  approved: LayerPlans;
  /** Layers that this run is through with, and whether it changed them. */
  done: Map<Layer, 'applied' | 'skipped'>;
};

async function approvedPlans(work: RunWork): Promise<LayerPlans> {
  const find = async (layer: Layer): Promise<SavedLayerPlan> => {
    const runId = work.run.id;
    const { db } = work.context;
    const found =
      (await getLayerPlan(db, { runId, layer, basis: 'exact' })) ??
      (await getLayerPlan(db, { runId, layer, basis: 'envelope' }));
    if (!found) throw new AppError('internal', `While applying: the run has no plan of ${layer}. Start a new run.`);
    return found;
  };
  const [foundation, cluster, services] = await Promise.all([find('foundation'), find('cluster'), find('services')]);
  return { foundation, cluster, services };
}

/** An apply that ended before the run was planned for the last time belongs to an earlier plan. */
async function finishedLayers(work: RunWork): Promise<ApplyInput['done']> {
  const detail = await getRunDetail(work.context.db, work.run.id);
  const steps = detail?.steps ?? [];
  const planned = steps.find((step) => step.name === 'synth')?.startedAt ?? new Date(0);
  const done: ApplyInput['done'] = new Map();
  for (const { name, layer, status, finishedAt } of steps) {
    if (name !== 'apply' || layer === null || finishedAt === null || finishedAt < planned) continue;
    if (status === 'succeeded') done.set(layer, 'applied');
    if (status === 'skipped') done.set(layer, 'skipped');
  }
  return done;
}

/**
 * On another machine than the one that planned, lock files and saved plans come from the bucket and the rest from synth.
 * @param which `missing` trusts what is here; `all` fetches anew.
 */
async function restoreLayers(work: RunWork, input: ApplyInput, which: 'missing' | 'all'): Promise<void> {
  const { workdir, initialized } = work.folder;
  const { slug } = work.run.stack;
  await Promise.all(
    layers.map(async (layer) => {
      if (input.done.has(layer)) return;
      if (which === 'all' || !(await isPresent(workdir.directory(layer)))) {
        const packed = await work.states.getPlan({ slug, runId: work.run.id, layer });
        if (packed) await workdir.unpack(layer, packed);
        initialized.delete(layer);
      }
      await workdir.writeLayer(layer, input.synthesis.texts[layer]);
    }),
  );
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether what would happen now has the digest that was approved. */
async function isStillApproved(work: RunWork, input: ApplyInput): Promise<boolean> {
  const [approval, states] = await Promise.all([getLatestApproval(work.context.db, work.run.id), readStates(work)]);
  if (approval?.decision !== 'approved') return false;
  const isApproved = async () =>
    (await digestOf(work, { ...input, plans: input.approved, states })) === approval.digest;
  if (await isApproved()) return true;
  // A folder here may be older than a plan that another machine made since.
  await restoreLayers(work, input, 'all');
  return isApproved();
}

/** @returns false when the run waits for somebody now. */
async function applyLayers(work: RunWork, input: ApplyInput): Promise<boolean> {
  const { approved, done } = input;
  const isDestroy = work.run.kind === 'destroy';
  const waiting = layerOrder(work.run.kind).filter((layer) => !done.has(layer));
  for (const [position, layer] of waiting.entries()) {
    work.signal.throwIfAborted();
    const saved = approved[layer];
    // A plan that was made before a lower layer changed may rest on what is no longer so. The first layer of a job was
    // planned after all that is applied already; a destroy plan rests on its own state alone.
    const changedBelow = !isDestroy && position > 0 && [...done.values()].includes('applied');
    const isReady = saved.plan.basis === 'exact' && !changedBelow && input.basis === 'approval';
    const next = isReady || (isDestroy && saved.planFile === null) ? saved : await planAgain(work, layer, input);
    if (!next) return false;
    if (isEffective(next.plan)) {
      const isApplied = await applySaved(work, layer);
      if (!isApplied) return false;
      done.set(layer, 'applied');
    } else {
      await skipStep(work, 'apply', layer);
      done.set(layer, 'skipped');
    }
  }
  return true;
}

/**
 * Plans a layer during the apply. Inside what was approved, its exact plan is shown beside the envelope and the run goes
 * on; outside, the run is paused with the new plan to be decided on.
 * @returns undefined when the run has been paused.
 */
async function planAgain(work: RunWork, layer: Layer, input: ApplyInput): Promise<SavedLayerPlan | undefined> {
  const { db, now, ids } = work.context;
  const actual = exactPlanOf(await plan(work, layer), null);
  const breaches = outsideEnvelope(input.approved[layer].plan, actual.plan.changes);
  const save = (tx: Tx, layerPlan: SavedLayerPlan, digest: string) =>
    savePlan(tx, {
      runId: work.run.id,
      replaces: 'layer',
      layers: [layerPlan],
      digest,
      now: now(),
      ids,
      lease: work.lease.current,
    });
  if (breaches.length === 0) {
    const { digest } = work.run;
    if (digest !== null) await db.inTransaction((tx) => save(tx, actual, digest));
    return actual;
  }
  const paused: SavedLayerPlan = { ...actual, planFile: await keepPlan(work, layer) };
  const plans = { ...input.approved, [layer]: paused };
  const digest = await digestOf(work, { ...input, plans, states: await readStates(work) });
  const pauseReason = describeBreaches(layer, breaches);
  await finishRun(work, { event: 'pause', reason: pauseReason, pauseReason, also: (tx) => save(tx, paused, digest) });
  return undefined;
}

const breachesShown = 3;

function describeBreaches(layer: Layer, breaches: readonly EnvelopeBreach[]): string {
  const shown = breaches
    .slice(0, breachesShown)
    .map((breach) => `${breach.action} ${breach.address} (approved: ${breach.allowed})`);
  const more = breaches.length > breachesShown ? ` and ${breaches.length - breachesShown} more` : '';
  return `The plan of ${layer} now does more than was approved: ${shown.join(', ')}${more}.`;
}

/** @returns false when Terraform refused the plan as stale, and the run is planned anew. */
async function applySaved(work: RunWork, layer: Layer): Promise<boolean> {
  await init(work, layer);
  try {
    await apply(work, layer);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'approval_void') throw error;
    await finishRun(work, { event: 'replan', reason: error.publicMessage });
    return false;
  }
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
