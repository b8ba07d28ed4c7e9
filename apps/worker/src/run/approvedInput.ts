import { access } from 'node:fs/promises';
import { getLatestApproval, listShownPlans, listSteps, type StepRecord } from '@flowport/db';
import { AppError, type Layer, layers } from '@flowport/domain';
import { type LayerStates, readStates } from '../steps/readOutputs.ts';
import { synthesisOf } from '../steps/synth.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { digestOf, type LayerPlans } from './approvedFacts.ts';
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
  /** A step that was begun and not ended: the worker that had the run before has died at it. */
  isCutShort: boolean;
};

/** What is to be applied and what of it is done, with the layers' directories in place. */
export async function openApply(work: RunWork, basis: ApplyBasis): Promise<ApplyInput> {
  const synthesis = synthesisOf(work);
  const { context, run } = work;
  const [approved, steps, approval, states] = await Promise.all([
    approvedPlans(work),
    listSteps(context.db, { runId: run.id, kind: run.kind, targetId: run.target.id }),
    getLatestApproval(context.db, run.id),
    readStates(work),
  ]);
  const input: ApplyInput = {
    basis,
    synthesis,
    approved,
    approvedDigest: approval?.decision === 'approved' ? approval.digest : null,
    states,
    done: finishedLayers(steps),
    isCutShort: steps.some((step) => step.status === 'running'),
  };
  await restoreLayers(work, input, 'missing');
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

/** An apply that ended before the run was planned for the last time belongs to an earlier plan. */
function finishedLayers(steps: readonly StepRecord[]): ApplyInput['done'] {
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
export async function isStillApproved(work: RunWork, input: ApplyInput): Promise<boolean> {
  const isApproved = async () => (await digestOf(work, { ...input, plans: input.approved })) === input.approvedDigest;
  if (await isApproved()) return true;
  // A folder here may be older than a plan that another machine made since.
  await restoreLayers(work, input, 'all');
  return isApproved();
}
