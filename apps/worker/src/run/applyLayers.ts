import { type SavedLayerPlan, savePlan, type Tx } from '@flowport/db';
import {
  AppError,
  type EnvelopeBreach,
  type Layer,
  layerOrder,
  outsideEnvelope,
  type PlanChange,
} from '@flowport/domain';
import type { PlannedAction, SavedPlan } from '@flowport/terraform';
import { apply } from '../steps/apply.ts';
import { init } from '../steps/init.ts';
import { keepPlan } from '../steps/keepPlan.ts';
import { exactPlanOf, planUnread, readPlan } from '../steps/plan.ts';
import { readStates, recordLayer } from '../steps/readOutputs.ts';
import { skipStep } from '../steps/step.ts';
import { digestOf } from './approvedFacts.ts';
import type { ApplyInput } from './approvedInput.ts';
import { finishRun } from './finishRun.ts';
import { isEffective } from './planRun.ts';
import type { RunWork } from './runWork.ts';

/** @returns false when the run waits for somebody now. */
export async function applyLayers(work: RunWork, input: ApplyInput): Promise<boolean> {
  const { done } = input;
  const waiting = layerOrder(work.run.kind).filter((layer) => !done.has(layer));
  for (const [position, layer] of waiting.entries()) {
    work.signal.throwIfAborted();
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
 * rests on its own state alone.
 */
function maySaved(work: RunWork, input: ApplyInput, at: { position: number; layer: Layer }): boolean {
  const { plan, planFile } = input.approved[at.layer];
  if (work.run.kind === 'destroy' && planFile === null) return true;
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
  return 'skipped';
}

/**
 * Plans a layer during the apply. Inside what was approved, the run goes on, and the exact plan is shown beside the
 * envelope; outside, the run is paused with the new plan to be decided on.
 */
async function planAndApply(work: RunWork, layer: Layer, input: ApplyInput): Promise<LayerOutcome> {
  const saved = await planUnread(work, layer);
  const breaches = outsideEnvelope(input.approved[layer].plan, saved.planned.map(asChange));
  if (breaches.length > 0) {
    await pauseFor(work, { layer, saved, breaches, input });
    return 'waits';
  }
  // Inside what was approved it is applied, shown or not.
  work.asides.whenWatched('showing the exact plan', () => showExactPlan(work, layer, saved));
  return saved.changed ? applySaved(work, layer) : skipLayer(work, layer);
}

/** The comparison looks at address and action alone, and Terraform has told no more than that yet. */
function asChange({ address, action }: PlannedAction): PlanChange {
  return { address, action, type: '', name: '', provider: '', importId: null, reason: null, marks: [], attributes: [] };
}

async function showExactPlan(work: RunWork, layer: Layer, saved: SavedPlan): Promise<void> {
  const { digest } = work.run;
  if (digest === null) return;
  const exact = exactPlanOf(saved, await readPlan(work, layer), null);
  await work.context.db.inTransaction((tx) => saveLayerPlan(tx, work, exact, digest));
}

function saveLayerPlan(tx: Tx, work: RunWork, layerPlan: SavedLayerPlan, digest: string): Promise<void> {
  const { now, ids } = work.context;
  return savePlan(tx, {
    runId: work.run.id,
    replaces: 'layer',
    layers: [layerPlan],
    digest,
    now: now(),
    ids,
    lease: work.lease.current,
  });
}

type Pause = { layer: Layer; saved: SavedPlan; breaches: readonly EnvelopeBreach[]; input: ApplyInput };

async function pauseFor(work: RunWork, { layer, saved, breaches, input }: Pause): Promise<void> {
  const [plan, planFile, states] = await Promise.all([readPlan(work, layer), keepPlan(work, layer), readStates(work)]);
  const paused = exactPlanOf(saved, plan, planFile);
  const digest = await digestOf(work, { ...input, plans: { ...input.approved, [layer]: paused }, states });
  const pauseReason = describeBreaches(layer, breaches);
  await finishRun(work, {
    event: 'pause',
    reason: pauseReason,
    pauseReason,
    also: (tx) => saveLayerPlan(tx, work, paused, digest),
  });
}

const breachesShown = 3;

function describeBreaches(layer: Layer, breaches: readonly EnvelopeBreach[]): string {
  const shown = breaches
    .slice(0, breachesShown)
    .map((breach) => `${breach.action} ${breach.address} (approved: ${breach.allowed})`);
  const more = breaches.length > breachesShown ? ` and ${breaches.length - breachesShown} more` : '';
  return `The plan of ${layer} now does more than was approved: ${shown.join(', ')}${more}.`;
}

/** Where Terraform refuses the plan as stale, the run is planned anew. */
async function applySaved(work: RunWork, layer: Layer): Promise<LayerOutcome> {
  await init(work, layer);
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
