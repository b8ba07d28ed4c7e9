import { createHash } from 'node:crypto';
import type { StateFile } from '@flowport/aws';
import {
  countResources,
  type FoundChange,
  recordDriftCheck,
  type SavedLayerPlan,
  savePlan,
  type Tx,
} from '@flowport/db';
import { AppError, countChanges, eventHistoryName, type Layer, type LayerPlan, layers } from '@flowport/domain';
import { canonicalJson } from '../run/canonicalJson.ts';
import { finishRun } from '../run/finishRun.ts';
import { emptyPlan, planBasis } from '../run/planBasis.ts';
import type { RunWork } from '../run/runWork.ts';
import type { LayerStates } from '../steps/readOutputs.ts';
import { skipStep } from '../steps/step.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { lookAtLayer } from './lookAtLayer.ts';
import { requireStates } from './requireStates.ts';

type LookedAt = { layer: Layer; plan: LayerPlan; state: StateFile | undefined; wasLookedAt: boolean };

/**
 * The whole of a look for drift: compares each layer that exists with what is there and with what the blueprint makes of
 * the stack's parameters, and ends the run with what it found. It never awaits an approval, as it changes nothing; no
 * plan file is kept. In what it saves, `drift` is what changed outside and `changes` what the next apply would change
 * besides; the counts are of the former.
 */
export async function planDrift(work: RunWork, synthesis: Synthesis, states: LayerStates): Promise<void> {
  const { run, stack, context } = work;
  requireStates(states, await countResources(context.db, stack.id));
  const looked: LookedAt[] = [];
  // One after the other: nobody waits for it, and AWS limits the requests of an account.
  for (const layer of layers) {
    const state = states[layer];
    const isLost = looked.some(({ plan }) => plan.drift.some(({ action }) => action === 'delete'));
    looked.push(await look(work, layer, { state, synthesis, states, isLost }));
  }
  const saved = looked.map(({ plan, state }): SavedLayerPlan => {
    return { plan, planFile: null, stateLineage: state?.lineage ?? null, stateSerial: state?.serial ?? null };
  });
  const also = async (tx: Tx) => {
    const made = { now: context.now(), ids: context.ids, lease: work.lease.current };
    await savePlan(tx, { runId: run.id, replaces: 'run', layers: saved, digest: digestOf(looked), ...made });
    await recordDriftCheck(tx, {
      runId: run.id,
      stackId: stack.id,
      layers: looked.filter(({ wasLookedAt }) => wasLookedAt).map(({ layer }) => layer),
      found: looked.flatMap(foundIn),
      ...made,
    });
  };
  await finishRun(work, { event: 'plan_empty', reason: inWords(looked), also });
}

type LookInput = {
  state: StateFile | undefined;
  synthesis: Synthesis;
  states: LayerStates;
  /** Something of a layer below is gone, so this one may not even be reachable. */
  isLost: boolean;
};

async function look(work: RunWork, layer: Layer, input: LookInput): Promise<LookedAt> {
  const { state, isLost, synthesis, states } = input;
  if (planBasis(work.run, layer, { documents: synthesis.documents, states }) === 'nothing') {
    skipStep(work, 'init', layer);
    skipStep(work, 'plan', layer);
    return { layer, plan: emptyPlan(layer), state, wasLookedAt: true };
  }
  try {
    return { layer, plan: await lookAtLayer(work, layer, input), state, wasLookedAt: true };
  } catch (error) {
    work.signal.throwIfAborted();
    // A cluster that is gone cannot be asked for what ran in it. What was found is worth more than no look at all; the
    // step says what Terraform said.
    if (!isLost || !(error instanceof AppError)) throw error;
    return { layer, plan: emptyPlan(layer), state, wasLookedAt: false };
  }
}

function foundIn({ layer, plan, state }: LookedAt): FoundChange[] {
  return plan.drift.map((change) => ({ layer, change, resourceName: nameOf(state, change.address) }));
}

function nameOf(state: StateFile | undefined, address: string): string | null {
  for (const resource of state?.resources ?? []) {
    if (resource.mode !== 'managed') continue;
    for (const { index_key: key, attributes } of resource.instances) {
      const index = key === undefined ? '' : `[${JSON.stringify(key)}]`;
      const own = `${resource.module ? `${resource.module}.` : ''}${resource.type}.${resource.name}${index}`;
      if (own === address) return eventHistoryName(resource.type, attributes ?? {});
    }
  }
  return null;
}

/** Nothing is approved by it; it tells one result from another. */
function digestOf(looked: readonly LookedAt[]): string {
  return createHash('sha256')
    .update(canonicalJson(looked.map(({ plan, wasLookedAt }) => ({ plan, wasLookedAt }))))
    .digest('hex');
}

function inWords(looked: readonly LookedAt[]): string {
  const { update, delete: gone } = countChanges(looked.flatMap(({ plan }) => plan.drift));
  const outside = update + gone;
  const configured = looked.flatMap(({ plan }) => plan.changes).length;
  const unseen = looked.filter(({ wasLookedAt }) => !wasLookedAt).map(({ layer }) => layer);
  return [
    outside === 0 ? 'Nothing changed outside.' : `Changed outside: ${update}, deleted outside: ${gone}.`,
    ...(configured === 0 ? [] : [`The next apply would change ${configured} more.`]),
    ...(unseen.length === 0 ? [] : [`Could not be looked at: ${unseen.join(', ')}.`]),
  ].join(' ');
}
