import { listAwaitingApproval } from '@flowport/db';
import { teamScope } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { approvalBlock } from '../runs/decision.ts';
import { runRow } from '../runs/runRow.ts';
import type { ApprovalRow } from './view.ts';

/** The runs that await a decision and that the actor sees, oldest first. */
export async function listApprovals({ db, actor, clock }: ActorContext): Promise<{ items: ApprovalRow[] }> {
  const runs = await listAwaitingApproval(db, teamScope(actor));
  const now = clock();
  return {
    items: runs.map((run) => {
      const { approvalState } = run;
      const blockedBy = approvalBlock(actor, { run, approvalState, now });
      return {
        ...runRow(run),
        digest: run.digest,
        pauseReason: run.pauseReason,
        waitingSince: run.statusAt.toISOString(),
        costFloorCents: run.costFloorCents,
        costCeilingCents: run.costCeilingCents,
        costBeforeFloorCents: run.costBeforeFloorCents,
        approvalsNeeded: approvalState.needed,
        approvedBy: approvalState.by,
        mayDecide: blockedBy === null,
        blockedBy,
      };
    }),
  };
}
