import type { StateFile } from '@flowport/aws';
import type { SavedLayerPlan } from '@flowport/db';
import { type Layer, type LayerPlan, layers, type PlanChange } from '@flowport/domain';
import type { LayerSession, PlanOptions, SavedPlan } from '@flowport/terraform';
import { isReadable } from '../run/planBasis.ts';
import type { RunWork } from '../run/runWork.ts';
import { releaseTargets } from '../run/stackData.ts';
import { init } from './init.ts';
import { keepPlan } from './keepPlan.ts';
import { runStep } from './step.ts';
import { synthesisOf } from './synth.ts';

/** A layer's plan and the state that the plan left: in a workspace that did not exist it has written an empty one. */
export type PlannedLayer = { saved: SavedLayerPlan; state: StateFile | undefined };

/**
 * Plans one layer, reads the plan for review, and keeps it for the apply. Where protection has to be released first, that
 * is planned too; the plan is then made anew after it, so its file is not kept.
 */
export async function plan(work: RunWork, layer: Layer): Promise<PlannedLayer> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    const release = layer === 'foundation' ? await releaseChanges(work, session) : [];
    const saved = await session.savePlan(await how(work, layer));
    const [read, planFile, state] = await Promise.all([
      session.readPlan(saved),
      keepPlan(work, layer),
      work.states.readState(work.run.stack.slug, layer),
    ]);
    const shown = { ...read.plan, release };
    return { saved: exactPlanOf(saved, shown, release.length > 0 ? null : planFile), state };
  });
}

export function exactPlanOf(
  saved: Pick<SavedPlan, 'lineage' | 'serial'>,
  plan: LayerPlan,
  planFile: string | null,
): SavedLayerPlan {
  return { plan, planFile, stateLineage: saved.lineage, stateSerial: saved.serial };
}

/** Plans one layer and does no more: enough to compare it with what was approved, and a tenth of a second sooner. */
export async function planUnread(work: RunWork, layer: Layer): Promise<SavedPlan> {
  await init(work, layer);
  return runStep(work, 'plan', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    return session.savePlan(await how(work, layer));
  });
}

/**
 * Plans what releases the foundation from its protection, and calls `then` while that plan is the one in the directory.
 * @returns what `then` does; undefined where there is nothing to release.
 */
export async function planRelease<T>(work: RunWork, then: (planned: SavedPlan) => Promise<T>): Promise<T | undefined> {
  await init(work, 'foundation');
  return withReleaseDocument(work, async (targets) => {
    const planned = await runStep(work, 'plan', 'foundation', async ({ log }) => {
      const session = await work.terraform('foundation', { purpose: 'plan', log });
      return session.savePlan({ ...(await how(work, 'foundation')), mode: 'apply', targets });
    });
    return then(planned);
  });
}

async function releaseChanges(work: RunWork, session: LayerSession): Promise<PlanChange[]> {
  const read = await withReleaseDocument(work, async (targets) => {
    const { plan } = await session.plan({ ...(await how(work, 'foundation')), mode: 'apply', targets });
    return plan.changes.filter(isChange);
  });
  return read ?? [];
}

/** Whether anything would happen to the resource. */
export function isChange({ action }: PlanChange): boolean {
  return action !== 'read' && action !== 'unchanged';
}

/** The foundation's own document is put back, whatever happens: what is planned next must never be the release. */
async function withReleaseDocument<T>(
  work: RunWork,
  action: (targets: readonly string[]) => Promise<T>,
): Promise<T | undefined> {
  const { release, texts } = synthesisOf(work);
  const { workdir } = work.folder;
  const targets = releaseTargets(work.run.data, await work.states.readState(work.run.stack.slug, 'foundation'));
  if (release === null || targets.length === 0) return undefined;
  await workdir.writeLayer('foundation', release);
  try {
    return await action(targets);
  } finally {
    await workdir.writeLayer('foundation', texts.foundation);
  }
}

/** Reads the saved plan in a layer's directory; may run beside its apply. */
export async function readPlan(work: RunWork, layer: Layer): Promise<LayerPlan> {
  const session = await work.terraform(layer, { purpose: 'plan', log: work.log.of('plan', layer) });
  const read = await session.readPlan({ planFile: work.folder.workdir.planFile(layer) });
  return read.plan;
}

/**
 * A read-only role may not write the lock; a plan changes nothing, and a stale one is refused later. A foundation that
 * leaves data behind is not destroyed but brought to what its document says: nothing, and the data forgotten.
 */
async function how(work: RunWork, layer: Layer): Promise<PlanOptions> {
  const { run, target } = work;
  const lock = target.planRoleArn === null ? 'hold' : 'none';
  const forgets = run.data === 'snapshot' && layer === 'foundation';
  if (run.kind !== 'destroy' || forgets) return { mode: 'apply', lock };
  return { mode: (await isReadableBelow(work, layer)) ? 'destroy' : 'destroy-unrefreshed', lock };
}

/**
 * Where an earlier run ended between two layers, the lower one may lack outputs that the upper one refers to. A look at
 * what is there would fail on them, and a destroy needs none.
 */
async function isReadableBelow(work: RunWork, layer: Layer): Promise<boolean> {
  const { documents } = synthesisOf(work);
  const below = layers.slice(0, layers.indexOf(layer));
  const states = await Promise.all(below.map((lower) => work.states.readState(work.run.stack.slug, lower)));
  return below.every((lower, index) => isReadable(documents[lower], states[index]));
}
