import type { LayerDocument } from '@flowport/infra';

/**
 * A layer as it is when nothing of it is wanted any more, and these resources are to be left where they are: applied, it
 * destroys what its state holds and forgets those. An address that the state does not hold is passed over.
 * Backend and providers are the layer's own, so that its directory and its state are.
 */
export function forgettingDocument(layer: LayerDocument, kept: readonly string[]): LayerDocument {
  const { terraform, provider } = layer;
  const removed = kept.map((from) => ({ from, lifecycle: { destroy: false } }));
  return { terraform, ...(provider === undefined ? {} : { provider }), removed };
}
