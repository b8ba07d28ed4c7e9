import type { StateFile } from '@flowport/aws';
import { destroyedLayers, type Layer, type LayerPlan, layers, noCounts, type RunState } from '@flowport/domain';
import type { LayerDocument, ResourceAddress } from '@flowport/infra';
import { marksOf } from '@flowport/terraform';

/**
 * How a layer can be planned now.
 * - `exact`: everything it reads from the layers below is in their states.
 * - `envelope`: a layer below does not exist yet, so all that can be said is which resources it will contain.
 * - `nothing`: a destroy finds nothing of this layer, or leaves it alone; a stack that sleeps has no nodes to run services.
 */
export type PlanBasis = 'exact' | 'envelope' | 'nothing';

export type StackFacts = {
  documents: Record<Layer, LayerDocument>;
  states: Record<Layer, StateFile | undefined>;
};

export function planBasis(
  { kind, data, asleep }: Pick<RunState, 'kind' | 'data' | 'asleep'>,
  layer: Layer,
  facts: StackFacts,
): PlanBasis {
  const state = facts.states[layer];
  if (kind === 'destroy' && !destroyedLayers(data).includes(layer)) return 'nothing';
  if (kind === 'destroy' || kind === 'drift') return state && holdsResources(state) ? 'exact' : 'nothing';
  if (asleep && layer === 'services') return 'nothing';
  const below = layers.slice(0, layers.indexOf(layer));
  return below.every((lower) => isReadable(facts.documents[lower], facts.states[lower])) ? 'exact' : 'envelope';
}

/** Whether the state has every output that the layer's document declares, so that a layer above finds what it reads. */
export function isReadable(document: LayerDocument, state: StateFile | undefined): boolean {
  if (!state) return false;
  const declared = typeof document.output === 'object' && document.output !== null ? Object.keys(document.output) : [];
  return declared.every((name) => Object.hasOwn(state.outputs, name));
}

export function holdsResources(state: StateFile): boolean {
  return state.resources.some((resource) => resource.mode === 'managed' && resource.instances.length > 0);
}

/** Creates of every address that the layer contains, and of nothing else. */
export function envelopePlan(layer: Layer, addresses: readonly ResourceAddress[]): LayerPlan {
  return {
    layer,
    basis: 'envelope',
    counts: { ...noCounts, create: addresses.length },
    changes: addresses.map((resource) => ({
      address: resource.address,
      type: resource.type,
      name: resource.name,
      provider: resource.provider,
      action: 'create',
      importId: null,
      reason: null,
      marks: marksOf(resource.type, 'create', []),
      attributes: [],
    })),
    release: [],
    drift: [],
    outputsChanged: [],
  };
}

export function emptyPlan(layer: Layer): LayerPlan {
  return { layer, basis: 'exact', counts: { ...noCounts }, changes: [], release: [], drift: [], outputsChanged: [] };
}
