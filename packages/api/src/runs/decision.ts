import type { RunRecord } from '@flowport/db';
import { type Actor, AppError, may, mayForTeam, nextStatus } from '@flowport/domain';

/**
 * Who may approve: approvers and admins, but nobody their own run. Where the target allows self-approval, whoever asked
 * for the run may approve it, whatever their role.
 * @returns why the actor may not, in words; null when they may. Says nothing about the run's status.
 */
export function approvalBlock(actor: Actor, run: RunRecord): string | null {
  const own = run.requestedBy.id === actor.userId;
  if (own && run.target.selfApproval && mayForTeam(actor, 'stack.change', run.team.id)) return null;
  if (!may(actor.role, 'run.decide')) return 'Runs are approved by approvers and admins.';
  if (own) return 'You requested this run, so somebody else has to approve it.';
  return null;
}

/** Rejecting needs the role only: saying no to one's own run harms nobody. */
export function rejectionBlock(actor: Actor, run: RunRecord): string | null {
  return may(actor.role, 'run.decide') || approvalBlock(actor, run) === null
    ? null
    : 'Runs are rejected by approvers and admins. You can cancel it instead.';
}

export function cancelBlock(actor: Actor, run: RunRecord): string | null {
  return mayForTeam(actor, 'run.cancel', run.team.id)
    ? null
    : 'Runs are canceled by the team they belong to, approvers and admins.';
}

/** Which of the three the actor may do now. */
export function decisionsOpen(actor: Actor, run: RunRecord): { approve: boolean; reject: boolean; cancel: boolean } {
  return {
    approve: nextStatus(run.status, 'approve') !== undefined && approvalBlock(actor, run) === null,
    reject: nextStatus(run.status, 'reject') !== undefined && rejectionBlock(actor, run) === null,
    cancel: nextStatus(run.status, 'cancel') !== undefined && cancelBlock(actor, run) === null,
  };
}

/**
 * A decision is about the plan that was looked at.
 * @throws AppError `conflict` when nothing awaits a decision, `approval_void` when it is another plan by now.
 */
export function requireSamePlan(run: RunRecord, digest: string): void {
  if (run.status !== 'awaiting_approval') {
    throw new AppError(
      'conflict',
      `The run ${run.id} is ${run.status.replaceAll('_', ' ')} and awaits no decision. Reload to see its present state.`,
    );
  }
  if (run.digest !== digest) {
    throw new AppError(
      'approval_void',
      'The plan has changed since it was shown to you. Reload, look at the new one, and decide again.',
      {
        issues: [
          {
            path: 'digest',
            rule: 'digest_shown',
            message: 'Not the digest of the present plan.',
            remedy: 'Read the plan again and send its digest.',
          },
        ],
      },
    );
  }
}

export function forbiddenBy(reason: string | null): void {
  if (reason !== null) throw new AppError('forbidden', reason);
}
