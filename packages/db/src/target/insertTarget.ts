import type { AddTargetInput, TargetKind } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { targetColumns } from './columns.ts';
import { type TargetRecord, targetRecord } from './record.ts';

/** @throws AppError `conflict` when the name is taken. */
export async function insertTarget(
  db: Connection,
  target: AddTargetInput & { kind: TargetKind; now: Date; ids: IdSource },
): Promise<TargetRecord> {
  const { now, ids } = target;
  const row = await db.client.target.create({
    data: { id: ids('target', now), createdAt: now, ...targetColumns(target) },
  });
  return targetRecord(row);
}
