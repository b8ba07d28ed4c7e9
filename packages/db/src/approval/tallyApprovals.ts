import { AppError, approvalsNeeded, approversOf, targetPolicySchema } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { riskOf, riskSelect } from '../plan/risk.ts';
import type { PersonRecord } from '../user/record.ts';
import { approvalSelect } from './record.ts';

/** How many different people have to approve the run's present plan, and who has. */
export type ApprovalTally = { needed: 1 | 2; by: PersonRecord[]; expiresAt: Date | null };

/** @throws AppError `not_found`. */
export async function tallyApprovals(db: Connection, runId: string): Promise<ApprovalTally> {
  const run = await db.client.run.findUnique({
    where: { id: runId },
    select: {
      kind: true,
      digest: true,
      approvalExpiresAt: true,
      plans: riskSelect,
      approvals: { select: approvalSelect, orderBy: { id: 'asc' } },
      stack: { select: { target: { select: { policy: true } } } },
    },
  });
  if (!run) throw new AppError('not_found', `There is no run ${runId}.`);
  return {
    needed: approvalsNeeded(riskOf(run.plans, run.kind), targetPolicySchema.parse(run.stack.target.policy)),
    by: approversOf(run.approvals, run.digest),
    expiresAt: run.approvalExpiresAt,
  };
}

/** @throws AppError `conflict` once the time to decide is over, whether or not the run was marked as expired yet. */
export function assertInTime(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || now < expiresAt) return;
  throw new AppError(
    'conflict',
    'The time to approve this plan is over. Try the run again, so that it is planned from what exists now.',
  );
}
