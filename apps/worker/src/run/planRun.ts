import { listLeftBehind, type SavedLayerPlan, savePlan, type Tx } from '@flowport/db';
import {
  AppError,
  destroyedLayers,
  hasChanges,
  type Layer,
  type LayerPlan,
  layerOrder,
  layers,
  writesState,
} from '@flowport/domain';
import { listAddresses } from '@flowport/infra';
import { removeConfigurations } from '../configuration/keepConfiguration.ts';
import { planDrift } from '../drift/planDrift.ts';
import { removeStaleLocks } from '../recovery/staleLocks.ts';
import { openStory } from '../recovery/story.ts';
import { planRestored } from '../restore/planRestored.ts';
import { requireBelow } from '../restore/requireBelow.ts';
import { init } from '../steps/init.ts';
import { keepPlan } from '../steps/keepPlan.ts';
import { type PlannedLayer, plan } from '../steps/plan.ts';
import { type LayerStates, readStates } from '../steps/readOutputs.ts';
import { skipStep } from '../steps/step.ts';
import { synth } from '../steps/synth.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { allOrFirstFailure } from './allOrFirstFailure.ts';
import { digestOf, type LayerPlans } from './approvedFacts.ts';
import { completeRun } from './completeRun.ts';
import { finishRun } from './finishRun.ts';
import { emptyPlan, envelopePlan, holdsResources, planBasis } from './planBasis.ts';
import type { RunWork } from './runWork.ts';
import { keptBy, withLeftBehind } from './stackData.ts';

/**
 * From a request to something that can be decided on: synthesizes all layers, plans those that can be planned, and shows
 * the others as envelopes. Ends with the run awaiting approval, or at its end when nothing is to be done; a stack that is
 * not known to be well is verified then.
 */
export async function planRun(work: RunWork): Promise<void> {
  // In this order: STS and S3 answer while synth, which is synchronous, holds this process.
  const [before, synthesis] = await Promise.all([readStates(work), synth(work)]);
  const { kind, data } = work.run;
  if (data === 'retain') requireData(before);
  // This run may have been begun before, by a worker that died in the middle of a plan, or an earlier run of the stack.
  const story = openStory(work);
  await removeStaleLocks(work, story, work.run.startedAt === null ? 'leave' : 'refuse');
  await story.finish();
  if (kind === 'drift') return planDrift(work, synthesis, before);
  const { plans, states } = await planLayers(work, synthesis, before);
  const shown = layerOrder(kind).map((layer) => plans[layer]);
  const digest = await digestOf(work, { synthesis, states, plans, done: new Map() });
  const left = data === null ? [] : await listLeftBehind(work.context.db, work.stack.id);
  const kept = withLeftBehind(keptBy(data, before.foundation), left, before.foundation);
  const also = (tx: Tx) =>
    savePlan(tx, {
      runId: work.run.id,
      replaces: 'run',
      layers: shown,
      digest,
      kept,
      now: work.context.now(),
      ids: work.context.ids,
      lease: work.lease.current,
    });
  if (shown.some(({ plan }) => isEffective(plan)) || isStateWritten(work)) {
    return finishRun(work, { event: 'plan_ready', also });
  }
  if (kind === 'destroy') await removeEmptied(work);
  if (!isToBeProven(work)) return finishRun(work, { event: 'plan_empty', also });
  for (const layer of layers) skipStep(work, 'apply', layer);
  await completeRun(work, { event: 'recheck', also });
}

/** A stack whose checks failed, or whose run ended before them, is not well because there is nothing to change. */
function isToBeProven({ run, stack }: RunWork): boolean {
  if (run.kind === 'destroy') return false;
  return stack.status !== 'ready' && stack.status !== 'asleep' && stack.status !== 'requested';
}

/** A request that came to nothing leaves the empty state that its plan made. */
async function removeEmptied(work: RunWork): Promise<void> {
  const { data, stack } = work.run;
  await Promise.all(destroyedLayers(data).map((layer) => work.states.removeEmptyState(stack.slug, layer)));
  await removeConfigurations(work);
}

/** @throws AppError `conflict`: a stack that came to nothing has no data that could be retained. */
function requireData({ foundation }: LayerStates): void {
  if (foundation && holdsResources(foundation)) return;
  throw new AppError(
    'conflict',
    'While planning the destroy: nothing of the foundation exists, so there is no data to retain. Ask for the destroy with "snapshot" or "purge".',
  );
}

/**
 * All at once: a layer's plan reads states and never another plan. The directories of the layers that can only be planned
 * during the apply are initialized meanwhile, so that no time is lost then.
 */
async function planLayers(
  work: RunWork,
  synthesis: Synthesis,
  before: LayerStates,
): Promise<{ plans: LayerPlans; states: LayerStates }> {
  const facts = { documents: synthesis.documents, states: before };
  const planLayer = async (layer: Layer): Promise<PlannedLayer> => {
    const state = before[layer];
    switch (planBasis({ ...work.run, asleep: work.run.parameters.asleep }, layer, facts)) {
      case 'exact':
        return work.run.restore?.layer === layer ? planRestored(work, work.run.restore) : plan(work, layer);
      case 'envelope':
        requireBelow(work.run.restore, layer);
        await init(work, layer);
        // No plan yet, but the lock file has to be the same on the machine that applies.
        await keepPlan(work, layer);
        return { saved: unsaved(envelopePlan(layer, listAddresses(synthesis.documents[layer]))), state };
      case 'nothing':
        skipStep(work, 'init', layer);
        skipStep(work, 'plan', layer);
        return { saved: unsaved(emptyPlan(layer)), state };
    }
  };
  const [foundation, cluster, services] = await allOrFirstFailure([
    planLayer('foundation'),
    planLayer('cluster'),
    planLayer('services'),
  ]);
  return {
    plans: { foundation: foundation.saved, cluster: cluster.saved, services: services.saved },
    states: { foundation: foundation.state, cluster: cluster.state, services: services.state },
  };
}

function unsaved(plan: LayerPlan): SavedLayerPlan {
  return { plan, planFile: null, stateLineage: null, stateSerial: null };
}

/** A roll back writes a state, also where nothing of the resources changes. */
function isStateWritten({ run }: RunWork): boolean {
  return run.restore !== null && run.restore.planned !== null && writesState(run.restore.planned);
}

/** Whether applying it would do anything: to resources, to outputs, or to what the state knows. */
export function isEffective(plan: LayerPlan): boolean {
  return (
    hasChanges(plan.counts) ||
    plan.release.length > 0 ||
    plan.outputsChanged.length > 0 ||
    plan.changes.some((change) => change.importId !== null)
  );
}
