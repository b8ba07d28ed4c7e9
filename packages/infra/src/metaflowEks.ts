import type { LayerDocuments, SynthInput } from './input.ts';
import { buildCluster } from './layers/cluster.ts';
import { buildFoundation } from './layers/foundation.ts';
import { buildServices } from './layers/services.ts';
import { stackContext } from './synth/context.ts';
import { createTypedTexts } from './synth/literal.ts';
import { renderLayers } from './synth/render.ts';

/**
 * The version is part of what an approval is bound to. Raise it with every change of the synthesized documents:
 * major, when an existing stack would have a resource replaced or deleted; minor, when resources are added or changed in
 * place; patch, when every existing stack plans no change at all.
 */
export const blueprint = { id: 'metaflow-eks', version: '1.1.0' } as const;

/**
 * The Terraform JSON of each layer of a stack: pure, synchronous and deterministic, so equal input gives equal bytes.
 * Parameters must have passed `stackParametersSchema`; whatever a person typed comes out as a literal.
 */
export function synthesize(input: SynthInput): LayerDocuments {
  const typed = createTypedTexts();
  const context = stackContext(input, typed);
  const documents = renderLayers((app) => {
    const foundation = buildFoundation(app, context);
    const cluster = buildCluster(app, context, foundation);
    const services = buildServices(app, context, { foundation, cluster });
    return { foundation: foundation.stack, cluster: cluster.stack, services: services.stack };
  });
  return {
    foundation: typed.reveal(documents.foundation),
    cluster: typed.reveal(documents.cluster),
    services: typed.reveal(documents.services),
  };
}
