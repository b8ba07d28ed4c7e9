import { goneStatuses } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type StackRecord, stackInclude, stackRecord } from '../stack/record.ts';

/** Stacks whose schedule has come to a moment that nobody has seen to yet. */
export async function listSleepDue(db: Connection, now: Date): Promise<StackRecord[]> {
  const rows = await db.client.stack.findMany({
    where: { sleepDueAt: { lte: now }, status: { notIn: [...goneStatuses] } },
    include: stackInclude,
    orderBy: [{ sleepDueAt: 'asc' }, { id: 'asc' }],
    take: 500,
  });
  return rows.map(stackRecord);
}
