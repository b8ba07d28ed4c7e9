import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SavedLayerPlan } from '@flowport/db';
import { type Layer, layerOrder } from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import type { LayerStates } from '../steps/readOutputs.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { type LayerFacts, runDigest } from './digest.ts';
import type { RunWork } from './runWork.ts';

export type LayerPlans = Record<Layer, SavedLayerPlan>;

/**
 * The digest of what would happen now: from the layers as they are synthesized now, the files in the run's directory, and
 * the states in the bucket. Called when a plan is shown and again before it is applied.
 */
export async function digestOf(
  work: RunWork,
  facts: { synthesis: Synthesis; states: LayerStates; plans: LayerPlans; done: ReadonlyMap<Layer, unknown> },
): Promise<string> {
  const { kind, data, parameters, restore } = work.run;
  const layers = await Promise.all(
    layerOrder(kind).map(async (layer): Promise<LayerFacts> => {
      const { plan, planFile } = facts.plans[layer];
      const isDone = facts.done.has(layer);
      const state = facts.states[layer];
      return {
        layer,
        configuration: facts.synthesis.texts[layer],
        lockFile: await work.folder.workdir.readLock(layer),
        plan,
        planFileSha256: planFile === null || isDone ? null : await fileSha256(work.folder.workdir.planFile(layer)),
        state: state ? { lineage: state.lineage, serial: state.serial } : null,
        isDone,
      };
    }),
  );
  return runDigest({ kind, data, release: facts.synthesis.release, blueprint, parameters, restore, layers });
}

/** A plan file that is not there has a digest that no approval names. */
async function fileSha256(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing';
    throw error;
  }
}
