import type { ApprovalState, RunRecord } from '@flowport/db';
import {
  type Actor,
  AppError,
  forceRefusal,
  may,
  mayForTeam,
  mayRetry,
  nextStatus,
  type RunEventName,
  type RunView,
} from '@flowport/domain';
import { refusal } from '../access/scope.ts';

type Standing = { run: RunRecord; approvalState: ApprovalState; now: Date };

/**
 * Who may approve: approvers and admins, but nobody their own run. Where the target allows self-approval, whoever asked
 * for the run may approve it, whatever their role. Where two have to, nobody counts twice.
 * @returns why the actor may not, in words; null when they may. Says nothing about the run's status.
 */
export function approvalBlock(actor: Actor, { run, approvalState: { needed, by }, now }: Standing): string | null {
  if (run.approvalExpiresAt !== null && run.approvalExpiresAt <= now) {
    return 'The time to approve this plan is over. Once it is marked as expired, it can be tried again.';
  }
  const hasApproved = by.some(({ id }) => id === actor.userId);
  if (hasApproved && by.length < needed) {
    return 'You have approved this plan. It takes something from what holds data, so somebody else has to approve it too.';
  }
  const own = run.requestedBy.id === actor.userId;
  if (own && run.target.selfApproval && mayForTeam(actor, 'stack.change', run.team.id)) return null;
  if (!may(actor.role, 'run.decide')) return 'Runs are approved by approvers and admins.';
  if (own) return 'You requested this run, so somebody else has to approve it.';
  return null;
}

/** Rejecting needs the role, or the right to approve: saying no to one's own run harms nobody. */
export function rejectionBlock(actor: Actor, run: RunRecord): string | null {
  const approvesOwn =
    run.requestedBy.id === actor.userId && run.target.selfApproval && mayForTeam(actor, 'stack.change', run.team.id);
  return may(actor.role, 'run.decide') || approvesOwn
    ? null
    : 'Runs are rejected by approvers and admins. You can discard the plan instead.';
}

/** A plan is dropped by the team that asked for it; whoever decides about the plans of others rejects it. */
export function discardBlock(actor: Actor, run: RunRecord): string | null {
  const isOfTeam = actor.teamIds.includes(run.team.id) || run.requestedBy.id === actor.userId;
  return isOfTeam && mayForTeam(actor, 'run.cancel', run.team.id)
    ? null
    : 'A plan is discarded by the team that asked for it. Approvers and admins reject it.';
}

export function cancelBlock(actor: Actor, run: RunRecord): string | null {
  return mayForTeam(actor, 'run.cancel', run.team.id)
    ? null
    : 'Runs are canceled by the team they belong to, approvers and admins.';
}

/** Whoever may cancel a run may force it to end, once it has had the time to end by itself. */
export function forceBlock(actor: Actor, run: RunRecord, now: Date): string | null {
  return (
    cancelBlock(actor, run) ??
    forceRefusal({ ...run, canceledAt: run.statusAt }, { now, isAdmin: actor.role === 'admin' })
  );
}

/** A run is tried again by whoever may ask for what it wanted. */
export function retryBlock(actor: Actor, run: RunRecord, isLatest: boolean): string | null {
  const permission = run.kind === 'destroy' ? 'stack.destroy' : 'stack.change';
  const retry = mayRetry(run, { status: run.stack.status, isLatest });
  return refusal(actor, permission, run.team.id) ?? ('refusedBecause' in retry ? retry.refusedBecause : null);
}

/** Which of all the actor may do now. */
export function decisionsOpen(actor: Actor, standing: Standing & { isLatest: boolean }): RunView['may'] {
  const { run, now, isLatest } = standing;
  const isPossible = (event: RunEventName) => nextStatus(run.status, event) !== undefined;
  return {
    approve: isPossible('approve') && approvalBlock(actor, standing) === null,
    reject: isPossible('reject') && rejectionBlock(actor, run) === null,
    discard: isPossible('discard') && discardBlock(actor, run) === null,
    cancel: isPossible('cancel') && cancelBlock(actor, run) === null,
    force: isPossible('force') && forceBlock(actor, run, now) === null,
    retry: retryBlock(actor, run, isLatest) === null,
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
