import { type StateFile, stateResources } from '@flowport/aws';
import { saveOutputs, saveResources } from '@flowport/db';
import { type Layer, layers } from '@flowport/domain';
import type { LayerDocument } from '@flowport/infra';
import { z } from 'zod';
import type { RunWork } from '../run/runWork.ts';
import { runStep } from './step.ts';
import { synthesisOf } from './synth.ts';

export type LayerStates = Record<Layer, StateFile | undefined>;

/** Records what exists now by the states: outputs that are not sensitive, and resources by layer. */
export async function readOutputs(work: RunWork, states: LayerStates): Promise<void> {
  return runStep(work, 'readOutputs', null, async ({ log }) => {
    await recordStates(work, states);
    for (const layer of layers) {
      const state = states[layer];
      const outputs = Object.keys(state?.outputs ?? {}).length;
      log.line(`${layer}: ${state ? stateResources(state).length : 0} resources, ${outputs} outputs`);
    }
  });
}

export async function readStates(work: RunWork): Promise<LayerStates> {
  const [foundation, cluster, services] = await Promise.all([
    readLayerState(work, 'foundation'),
    readLayerState(work, 'cluster'),
    readLayerState(work, 'services'),
  ]);
  return { foundation, cluster, services };
}

/** Terraform stores no output that is null. One that the layer's document declares so is there all the same. */
async function readLayerState(work: RunWork, layer: Layer): Promise<StateFile | undefined> {
  const state = await work.states.readState(work.run.stack.slug, layer);
  if (!state || Object.keys(state.outputs).length === 0) return state;
  return { ...state, outputs: { ...nullOutputs(synthesisOf(work).documents[layer]), ...state.outputs } };
}

function nullOutputs({ output }: LayerDocument): StateFile['outputs'] {
  const declared = z.record(z.string(), z.object({ value: z.unknown() })).safeParse(output);
  const names = Object.entries(declared.data ?? {}).flatMap(([name, { value }]) => (value === null ? [name] : []));
  return Object.fromEntries(names.map((name) => [name, { value: null }]));
}

/** Records what exists in every layer; what was recorded after its apply, and has not moved since, is left alone. */
export async function recordStates(work: RunWork, states: LayerStates): Promise<void> {
  for (const layer of layers) await recordState(work, layer, states[layer]);
}

/** Records what exists in one layer, as soon as it is applied: so the next layers' work hides the time it takes. */
export async function recordLayer(work: RunWork, layer: Layer): Promise<void> {
  await recordState(work, layer, await readLayerState(work, layer));
}

/** Each version of a layer's state is recorded once; who comes while it is, waits for that. */
function recordState(work: RunWork, layer: Layer, state: StateFile | undefined): Promise<void> {
  const version = state ? `${state.lineage} ${state.serial}` : 'none';
  const known = work.recorded.get(layer);
  if (known?.version === version) return known.written;
  const written = writeState(work, layer, state);
  work.recorded.set(layer, { version, written });
  written.catch(() => work.recorded.delete(layer));
  return written;
}

/** Values of sensitive outputs are left out here already, and once more by the database's own rule. */
async function writeState(work: RunWork, layer: Layer, state: StateFile | undefined): Promise<void> {
  const { db, now } = work.context;
  const of = { stackId: work.stack.id, layer, lease: work.lease.current };
  const outputs = Object.entries(state?.outputs ?? {}).map(([name, { sensitive = false, value }]) => ({
    name,
    sensitive,
    value: sensitive ? null : value,
  }));
  const resources = state ? stateResources(state).map(({ tainted: _, ...resource }) => resource) : [];
  await db.inTransaction(async (tx) => {
    await saveOutputs(tx, { ...of, outputs, now: now() });
    await saveResources(tx, { ...of, resources });
  });
}
