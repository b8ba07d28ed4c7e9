import { type StateFile, stateResources } from '@flowport/aws';
import { saveOutputs, saveResources } from '@flowport/db';
import { type Layer, layers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { runStep } from './step.ts';

export type LayerStates = Record<Layer, StateFile | undefined>;

/** Reads what exists now from the states and records it: outputs that are not sensitive, and resources by layer. */
export async function readOutputs(work: RunWork): Promise<LayerStates> {
  return runStep(work, 'readOutputs', null, async ({ log }) => {
    const states = await readStates(work);
    await recordStates(work, states);
    for (const layer of layers) {
      const state = states[layer];
      const names = Object.keys(state?.outputs ?? {});
      log.line(`${layer}: ${state ? stateResources(state).length : 0} resources, ${names.length} outputs`);
    }
    return states;
  });
}

export async function readStates(work: RunWork): Promise<LayerStates> {
  const { states, run } = work;
  const [foundation, cluster, services] = await Promise.all([
    states.readState(run.stack.slug, 'foundation'),
    states.readState(run.stack.slug, 'cluster'),
    states.readState(run.stack.slug, 'services'),
  ]);
  return { foundation, cluster, services };
}

/** Values of sensitive outputs are left out here already, and once more by the database's own rule. */
export async function recordStates(work: RunWork, states: LayerStates): Promise<void> {
  const { db, now } = work.context;
  const stackId = work.stack.id;
  await db.inTransaction(async (tx) => {
    for (const layer of layers) {
      const lease = work.lease.current;
      const state = states[layer];
      const outputs = Object.entries(state?.outputs ?? {}).map(([name, output]) => ({
        name,
        sensitive: output.sensitive === true,
        value: output.sensitive === true ? null : output.value,
      }));
      const resources = state
        ? stateResources(state).map(({ address, type, name, provider, resourceId }) => ({
            address,
            type,
            name,
            provider,
            resourceId,
          }))
        : [];
      await saveOutputs(tx, { stackId, layer, outputs, now: now(), lease });
      await saveResources(tx, { stackId, layer, resources, lease });
    }
  });
}
