import { approvalsNeeded, approversOf } from '@flowport/domain';
import { approvalSelect } from '../approval/record.ts';
import type { Connection } from '../database/connection.ts';
import { riskOf, riskSelect } from '../plan/risk.ts';
import { type ApprovalState, type RunRecord, runInclude, runRecord } from './record.ts';

/** Of these teams' stacks, of plans that expire by `expiresBy`; all when left out. */
type Filter = { teamIds?: readonly string[]; expiresBy?: Date };

/** Runs that await a decision, oldest first. */
export async function listAwaitingApproval(
  db: Connection,
  filter: Filter = {},
): Promise<(RunRecord & { approvalState: ApprovalState })[]> {
  const rows = await db.client.run.findMany({
    where: awaitingApproval(filter),
    include: { ...runInclude, plans: riskSelect, approvals: { select: approvalSelect, orderBy: { id: 'asc' } } },
    orderBy: [{ statusAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ plans, approvals, ...row }) => {
    const run = runRecord(row);
    const needed = approvalsNeeded(riskOf(plans, run.kind), run.target.policy);
    return { ...run, approvalState: { needed, by: approversOf(approvals, run.digest) } };
  });
}

export function awaitingApproval({ teamIds, expiresBy }: Filter) {
  const teams = teamIds === undefined ? {} : { stack: { teamId: { in: [...teamIds] } } };
  const soon = expiresBy === undefined ? {} : { approvalExpiresAt: { lte: expiresBy } };
  return { status: 'awaiting_approval', ...teams, ...soon } as const;
}
