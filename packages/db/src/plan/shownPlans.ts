import { type LayerPlan, layerOrder, type RunKind } from '@flowport/domain';

/** Of each layer the exact plan where there is one, else the envelope, in the order in which the layers are applied. */
export function shownPlans<P extends Pick<LayerPlan, 'layer' | 'basis'>>(plans: readonly P[], kind: RunKind): P[] {
  return layerOrder(kind).flatMap((layer) => {
    const ofLayer = plans.filter((plan) => plan.layer === layer);
    const shown = ofLayer.find((plan) => plan.basis === 'exact') ?? ofLayer[0];
    return shown ? [shown] : [];
  });
}
