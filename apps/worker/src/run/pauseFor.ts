import { type SavedLayerPlan, savePlan, type Tx } from '@flowport/db';
import type { EnvelopeBreach, Layer } from '@flowport/domain';
import { readStates } from '../steps/readOutputs.ts';
import { digestOf } from './approvedFacts.ts';
import type { ApplyInput } from './approvedInput.ts';
import { finishRun } from './finishRun.ts';
import type { RunWork } from './runWork.ts';

type Pause = { layer: Layer; paused: SavedLayerPlan; breaches: readonly EnvelopeBreach[] };

/** Ends the work until somebody has decided on the plan of a layer that does more than was approved. */
export async function pauseFor(work: RunWork, input: ApplyInput, { layer, paused, breaches }: Pause): Promise<void> {
  const states = await readStates(work);
  const digest = await digestOf(work, { ...input, plans: { ...input.approved, [layer]: paused }, states });
  const pauseReason = describeBreaches(layer, breaches);
  await finishRun(work, {
    event: 'pause',
    reason: pauseReason,
    pauseReason,
    also: (tx) => saveLayerPlan(tx, work, paused, digest),
  });
}

export function saveLayerPlan(tx: Tx, work: RunWork, layerPlan: SavedLayerPlan, digest: string): Promise<void> {
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

const breachesShown = 3;

function describeBreaches(layer: Layer, breaches: readonly EnvelopeBreach[]): string {
  const shown = breaches
    .slice(0, breachesShown)
    .map((breach) => `${breach.action} ${breach.address} (approved: ${breach.allowed})`);
  const more = breaches.length > breachesShown ? ` and ${breaches.length - breachesShown} more` : '';
  return `The plan of ${layer} now does more than was approved: ${shown.join(', ')}${more}.`;
}
