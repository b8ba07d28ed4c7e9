import type { Layer, StackResource } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { notify } from '../database/notify.ts';
import { storableText } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

/** Replaces what is recorded of a layer. @throws AppError `lease_lost`. */
export async function saveResources(
  tx: Tx,
  input: { stackId: string; layer: Layer; resources: readonly Omit<StackResource, 'layer'>[]; lease: Lease },
): Promise<void> {
  const { stackId, layer, resources, lease } = input;
  await assertLease(tx, lease, { stackId });
  await tx.client.stackResource.deleteMany({ where: { stackId, layer } });
  await tx.client.stackResource.createMany({
    data: resources.map(({ address, type, name, provider, resourceId }) => ({
      stackId,
      layer,
      address: storableText(address),
      type,
      name,
      provider,
      resourceId: resourceId === null ? null : storableText(resourceId),
    })),
  });
  await notify(tx, ['flowport_stack', stackId]);
}
