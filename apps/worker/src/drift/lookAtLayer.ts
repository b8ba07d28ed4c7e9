import { configurationChanges, countChanges, type Layer, type LayerPlan, outsideChanges } from '@flowport/domain';
import type { LayerSession, PlanMode } from '@flowport/terraform';
import { planBasis } from '../run/planBasis.ts';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import type { LayerStates } from '../steps/readOutputs.ts';
import { runStep } from '../steps/step.ts';
import type { Synthesis } from '../workdir/runFolders.ts';

/**
 * Looks at one layer. A refreshed plan says both what is not as it was left and what the next apply would do, from which
 * the changes outside are told. What it would do besides is only known from a second plan that does not look at what is
 * there: what was changed outside, and what hangs on it, would else seem to be a difference of the configuration. Mostly
 * one of the two is empty, and the second plan is spared.
 */
export async function lookAtLayer(
  work: RunWork,
  layer: Layer,
  facts: { synthesis: Synthesis; states: LayerStates },
): Promise<LayerPlan> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    const basis = planBasis({ kind: 'update', data: null }, layer, {
      documents: facts.synthesis.documents,
      states: facts.states,
    });
    if (basis !== 'exact') {
      log.line(
        `${layer} reads something that the layers below will only give after their next apply, so it cannot be compared with the blueprint yet. Only what was deleted outside is looked for.`,
      );
      const { drift } = await planned(work, session, 'refresh-only');
      const gone = drift.filter(({ action }) => action === 'delete').map((one) => ({ ...one, attributes: [] }));
      return told(layer, gone, []);
    }
    const now = await planned(work, session, 'apply');
    const outside = outsideChanges(now);
    const isMixed = now.drift.length > 0 && configurationChanges(now).length > 0;
    if (isMixed)
      log.line('Something differs. What of it was not changed outside is found by a plan without a refresh.');
    const left = isMixed ? await planned(work, session, 'unrefreshed') : now;
    return told(layer, outside, configurationChanges(left));
  });
}

/** A plan changes nothing, and a read-only role may not write the lock. */
async function planned({ target }: RunWork, session: LayerSession, mode: PlanMode): Promise<LayerPlan> {
  const { plan } = await session.plan({ mode, lock: target.planRoleArn === null ? 'hold' : 'none' });
  return plan;
}

function told(layer: Layer, outside: LayerPlan['drift'], changes: LayerPlan['changes']): LayerPlan {
  return {
    layer,
    basis: 'exact',
    counts: countChanges(outside),
    changes,
    release: [],
    drift: outside,
    outputsChanged: [],
  };
}
