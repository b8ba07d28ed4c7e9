import type { AddTargetInput, TargetKind } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { targetColumns } from './columns.ts';
import { type TargetRecord, targetRecord } from './record.ts';

/** For the sandbox, whose bucket and roles may be new at each start: makes the target or updates the one of this name. */
export async function ensureTarget(
  db: Connection,
  target: AddTargetInput & { kind: TargetKind; now: Date; ids: IdSource },
): Promise<TargetRecord> {
  const { now, ids, name } = target;
  const columns = targetColumns(target);
  const row = await db.client.target.upsert({
    where: { name },
    create: { id: ids('target', now), createdAt: now, ...columns },
    update: columns,
  });
  return targetRecord(row);
}
