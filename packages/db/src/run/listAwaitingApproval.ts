import type { Connection } from '../database/connection.ts';
import { type RunRecord, runInclude, runRecord } from './record.ts';

/** Runs that await a decision, oldest first; only those of these teams' stacks, or all when left out. */
export async function listAwaitingApproval(
  db: Connection,
  filter: { teamIds?: readonly string[] } = {},
): Promise<RunRecord[]> {
  const rows = await db.client.run.findMany({
    where: awaitingApproval(filter),
    include: runInclude,
    orderBy: [{ statusAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(runRecord);
}

export function awaitingApproval({ teamIds }: { teamIds?: readonly string[] }) {
  const teams = teamIds === undefined ? {} : { stack: { teamId: { in: [...teamIds] } } };
  return { status: 'awaiting_approval', ...teams } as const;
}
