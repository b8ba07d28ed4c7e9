import { getLatestApproval, listJournal, listShownPlans, listSteps, type StepRecord } from '@flowport/db';
import { AppError, type Layer, layers } from '@flowport/domain';
import type { Story } from '../recovery/story.ts';
import { type LayerStates, readStates } from '../steps/readOutputs.ts';
import { synthesisOf } from '../steps/synth.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { digestOf, type LayerPlans } from './approvedFacts.ts';
import { placeLayers } from './placeLayers.ts';
import type { RunWork } from './runWork.ts';

/**
 * What the layers are applied from.
 * - `approval`: the saved plans, once the digest proves that they are what was approved.
 * - `interruption`: a worker died while it applied, so states have moved on and saved plans are stale. Every layer that
 *   is not done is planned anew, and goes on only inside what was approved.
 */
export type ApplyBasis = 'approval' | 'interruption';

export type ApplyInput = {
  basis: ApplyBasis;
  synthesis: Synthesis;
  approved: LayerPlans;
  /** The digest that was approved last, null where the last decision was another one. */
  approvedDigest: string | null;
  states: LayerStates;
  /** Layers that this run is through with, and whether it changed them. */
  done: Map<Layer, 'applied' | 'skipped'>;
  /** What this run has created so far, by layer; known where a worker died, since only then it decides something. */
  created: Record<Layer, ReadonlySet<string>>;
  /** Of the recovery that goes on here. */
  story?: Story | undefined;
  /** A step that was begun and not ended: the worker that had the run before has died at it. */
  isCutShort: boolean;
};

/** What is to be applied and what of it is done, with the layers' directories in place. */
export async function openApply(work: RunWork, basis: ApplyBasis): Promise<ApplyInput> {
  const synthesis = synthesisOf(work);
  const { context, run } = work;
  const [approved, steps, approval, states, journal] = await Promise.all([
    approvedPlans(work),
    listSteps(context.db, { runId: run.id, kind: run.kind, targetId: run.target.id }),
    getLatestApproval(context.db, run.id),
    readStates(work),
    basis === 'interruption' ? listJournal(context.db, run.id) : [],
  ]);
  const createdIn = (layer: Layer) =>
    new Set(journal.filter((said) => said.layer === layer && said.action === 'create').map(({ address }) => address));
  const input: ApplyInput = {
    basis,
    synthesis,
    approved,
    approvedDigest: approval?.decision === 'approved' ? approval.digest : null,
    states,
    done: finishedLayers(steps),
    created: { foundation: createdIn('foundation'), cluster: createdIn('cluster'), services: createdIn('services') },
    isCutShort: steps.some((step) => step.status === 'running'),
  };
  await placeLayers(work, { which: 'missing', layers: layers.filter((layer) => !input.done.has(layer)) });
  return input;
}

async function approvedPlans(work: RunWork): Promise<LayerPlans> {
  const shown = await listShownPlans(work.context.db, work.run);
  const find = (layer: Layer) => {
    const found = shown.find(({ plan }) => plan.layer === layer);
    if (!found) throw new AppError('internal', `While applying: the run has no plan of ${layer}. Start a new run.`);
    return found;
  };
  return { foundation: find('foundation'), cluster: find('cluster'), services: find('services') };
}

/** A run that is planned anew begins its applies anew, too; so what has ended belongs to this plan. */
function finishedLayers(steps: readonly StepRecord[]): ApplyInput['done'] {
  const done: ApplyInput['done'] = new Map();
  for (const { name, layer, status } of steps) {
    if (name !== 'apply' || layer === null) continue;
    if (status === 'succeeded') done.set(layer, 'applied');
    if (status === 'skipped') done.set(layer, 'skipped');
  }
  return done;
}

/** Whether what would happen now has the digest that was approved. */
export async function isStillApproved(work: RunWork, input: ApplyInput): Promise<boolean> {
  const isApproved = async () => (await digestOf(work, { ...input, plans: input.approved })) === input.approvedDigest;
  if (await isApproved()) return true;
  // A folder here may be older than a plan that another machine made since.
  await placeLayers(work, { which: 'all', layers: layers.filter((layer) => !input.done.has(layer)) });
  return isApproved();
}
