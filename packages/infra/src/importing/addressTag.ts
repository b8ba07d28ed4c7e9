import type { Layer } from '@flowport/domain';

/** Which stack a resource is of; on every resource that takes tags, by the provider's default tags. */
export const stackTag = 'flowport:stack-id';

/** Which resource of it: `foundation/aws_vpc.main`. */
export const addressTag = 'flowport:address';

export function addressTagValue(layer: Layer, address: string): string {
  return `${layer}/${address}`;
}
