import type { Layer } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import { notify } from '../database/notify.ts';
import { storableJson } from '../database/storable.ts';
import { Prisma } from '../generated/client.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

export type OutputInput = { name: string; sensitive: boolean; value: unknown };

/**
 * Replaces the outputs of a layer. The value of a sensitive one is dropped here, whatever the caller gave.
 * @throws AppError `lease_lost`.
 */
export async function saveOutputs(
  tx: Tx,
  input: { stackId: string; layer: Layer; outputs: readonly OutputInput[]; now: Date; lease: Lease },
): Promise<void> {
  const { stackId, layer, outputs, now, lease } = input;
  await assertLease(tx, lease, { stackId });
  await tx.client.output.deleteMany({ where: { stackId, layer } });
  await tx.client.output.createMany({
    data: outputs.map(({ name, sensitive, value }) => ({
      stackId,
      layer,
      name,
      sensitive,
      value: sensitive || value === null || value === undefined ? Prisma.DbNull : storableJson(value),
      updatedAt: now,
    })),
  });
  await notify(tx, ['flowport_stack', stackId]);
}
