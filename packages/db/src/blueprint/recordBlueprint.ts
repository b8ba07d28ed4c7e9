import type { Tx } from '../database/connection.ts';

/** Remembers a version of a blueprint when it is used for the first time. */
export async function recordBlueprint(
  tx: Tx,
  { blueprint, now }: { blueprint: { id: string; version: string }; now: Date },
): Promise<void> {
  await tx.client.blueprintVersion.createMany({
    data: [{ blueprint: blueprint.id, version: blueprint.version, recordedAt: now }],
    skipDuplicates: true,
  });
}
