import type { StackHolder } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';
import type { RunLinkRecord } from './record.ts';

/** A run that has a stack or waits for it, as whoever asks for another one has to know it. */
export type BusyRecord = RunLinkRecord &
  StackHolder & { requestedBy: PersonRecord; reason: string; createdAt: Date; since: Date };

/** What a stack is busy with: the run that has it, and those that wait for it, oldest first. */
export async function describeBusy(
  db: Connection,
  stackId: string,
): Promise<{ active: BusyRecord | undefined; waiting: BusyRecord[] }> {
  const rows = await db.client.run.findMany({
    where: { stackId, finishedAt: null },
    select: {
      id: true,
      kind: true,
      status: true,
      statusAt: true,
      reason: true,
      createdAt: true,
      requestedById: true,
      requestedBy: { select: personSelect },
      histories: { where: { to: 'applying' }, select: { id: true }, take: 1 },
    },
    orderBy: { id: 'asc' },
  });
  const runs = rows.map(({ histories, statusAt, ...row }) => ({
    ...row,
    since: statusAt,
    hasApplied: histories.length > 0,
  }));
  return {
    active: runs.find(({ status }) => status !== 'waiting'),
    waiting: runs.filter(({ status }) => status === 'waiting'),
  };
}
