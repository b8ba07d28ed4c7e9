import type { Layer, RunKind } from '@flowport/domain';
import type { PlanMode, PlanOutcome } from '@flowport/terraform';
import type { RunWork } from '../run/runWork.ts';
import { init } from './init.ts';
import { runStep } from './step.ts';

const modes: Record<RunKind, PlanMode> = {
  provision: 'apply',
  update: 'apply',
  recover: 'apply',
  destroy: 'destroy',
  drift: 'refresh-only',
};

/** Plans one layer and leaves the saved plan in its directory. */
export async function plan(work: RunWork, layer: Layer): Promise<PlanOutcome> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    // A read-only role may not write the lock; a plan changes nothing, and a stale one is refused later.
    const lock = work.target.planRoleArn === null ? 'hold' : 'none';
    return session.plan({ mode: modes[work.run.kind], lock });
  });
}
