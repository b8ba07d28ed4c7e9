import type { Layer } from '@flowport/domain';
import type { LayerDocument, LayerDocuments } from './input.ts';

export type ResourceAddress = {
  /** As Terraform writes it, e.g. `aws_subnet.private_1`. */
  address: string;
  type: string;
  name: string;
  /** The provider's local name: `aws`, `kubernetes`, `helm` or `random`. */
  provider: string;
};

/** Every managed resource of a layer, in the document's order; no data sources. The blueprint uses neither `count` nor `for_each`, so these are all. */
export function listAddresses(layer: LayerDocument): ResourceAddress[] {
  return Object.entries(section(layer, 'resource')).flatMap(([type, named]) =>
    Object.keys(section({ named }, 'named')).map((name) => ({
      address: `${type}.${name}`,
      type,
      name,
      provider: type.split('_', 1)[0] ?? type,
    })),
  );
}

export function countResources(documents: LayerDocuments): Record<Layer, number> {
  const count = (layer: Layer) => listAddresses(documents[layer]).length;
  return { foundation: count('foundation'), cluster: count('cluster'), services: count('services') };
}

function section(document: LayerDocument, key: string): Record<string, unknown> {
  const value = document[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
