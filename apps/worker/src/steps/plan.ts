import type { StateFile } from '@flowport/aws';
import type { SavedLayerPlan } from '@flowport/db';
import type { Layer, LayerPlan, RunKind } from '@flowport/domain';
import type { PlanMode, SavedPlan } from '@flowport/terraform';
import type { RunWork } from '../run/runWork.ts';
import { init } from './init.ts';
import { keepPlan } from './keepPlan.ts';
import { runStep } from './step.ts';

const modes: Record<RunKind, PlanMode> = {
  provision: 'apply',
  update: 'apply',
  recover: 'apply',
  destroy: 'destroy',
  drift: 'refresh-only',
};

/** A layer's plan and the state that the plan left: in a workspace that did not exist it has written an empty one. */
export type PlannedLayer = { saved: SavedLayerPlan; state: StateFile | undefined };

/** Plans one layer, reads the plan for review, and keeps it for the apply. */
export async function plan(work: RunWork, layer: Layer): Promise<PlannedLayer> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    const saved = await session.savePlan(how(work));
    const [read, planFile, state] = await Promise.all([
      session.readPlan(saved),
      keepPlan(work, layer),
      work.states.readState(work.run.stack.slug, layer),
    ]);
    return { saved: exactPlanOf(saved, read.plan, planFile), state };
  });
}

export function exactPlanOf(saved: SavedPlan, plan: LayerPlan, planFile: string | null): SavedLayerPlan {
  return { plan, planFile, stateLineage: saved.lineage, stateSerial: saved.serial };
}

/** Plans one layer and does no more: enough to compare it with what was approved, and a tenth of a second sooner. */
export async function planUnread(work: RunWork, layer: Layer): Promise<SavedPlan> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    return session.savePlan(how(work));
  });
}

/** Reads the saved plan in a layer's directory; may run beside its apply. */
export async function readPlan(work: RunWork, layer: Layer): Promise<LayerPlan> {
  const session = await work.terraform(layer, { purpose: 'plan', log: work.log.of('plan', layer) });
  const read = await session.readPlan({ planFile: work.folder.workdir.planFile(layer) });
  return read.plan;
}

/** A read-only role may not write the lock; a plan changes nothing, and a stale one is refused later. */
function how(work: RunWork): { mode: PlanMode; lock: 'hold' | 'none' } {
  return { mode: modes[work.run.kind], lock: work.target.planRoleArn === null ? 'hold' : 'none' };
}
