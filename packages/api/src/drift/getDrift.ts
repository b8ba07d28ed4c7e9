import { type DriftRecord, getTarget, getDrift as readDrift, type StackRecord } from '@flowport/db';
import { type DriftView, driftStatuses, eventHistoryUrl, isGone } from '@flowport/domain';
import { notFound, refusal, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { standingOf } from '../stacks/activeRun.ts';

/** What is known of a stack's drift, and what the viewer may do about it. @throws AppError `not_found`. */
export async function getDrift(context: ActorContext, { stackId }: { stackId: string }): Promise<DriftView> {
  const { db, actor, clock } = context;
  const stack = await seenStack(context, stackId);
  const [drift, target, standing] = await Promise.all([
    readDrift(db, stack.id, clock()),
    getTarget(db, stack.target.id),
    standingOf(db, stack, { by: actor.userId }),
  ]);
  if (!drift) throw notFound('stack', stackId);
  const mayChange = refusal(actor, 'stack.change', stack.team.id) === null;
  const exists = driftStatuses.includes(stack.status);
  const { blockedBy } = standing;
  return {
    ...driftView(stack, drift),
    everyHours: target?.policy.driftEveryHours ?? null,
    may: {
      check: mayChange && exists && stack.activeRun === null,
      acknowledge: mayChange && drift.findings.length > 0 && !isGone(stack.status),
      reconcile: mayChange && exists && blockedBy === null && mayReconcile(stack, drift),
    },
    blockedBy: exists ? blockedBy : null,
  };
}

/** A change of a retained stack would bring its compute back, which is more than putting something back. */
export function mayReconcile(stack: StackRecord, drift: DriftRecord): boolean {
  return drift.findings.length > 0 && stack.status !== 'retained';
}

function driftView({ target }: StackRecord, drift: DriftRecord): Omit<DriftView, 'everyHours' | 'may' | 'blockedBy'> {
  const acknowledgements = new Map(drift.acknowledgements.map((one) => [one.fingerprint, one]));
  return {
    checkedAt: drift.checkedAt?.toISOString() ?? null,
    dueAt: drift.dueAt?.toISOString() ?? null,
    since: drift.since?.toISOString() ?? null,
    checkRunId: drift.check?.runId ?? null,
    findings: drift.findings.map((finding) => {
      const acknowledgement = acknowledgements.get(finding.fingerprint);
      // A sandbox has no CloudTrail, and its account is nobody's.
      const isAtAws = target.kind === 'aws' && finding.resourceName !== null;
      return {
        id: finding.id,
        layer: finding.layer,
        change: finding.change,
        firstRunId: finding.firstRunId,
        firstSeenAt: finding.firstSeenAt.toISOString(),
        runId: finding.runId,
        seenAt: finding.seenAt.toISOString(),
        eventHistoryUrl: isAtAws ? eventHistoryUrl(target.region, finding.resourceName ?? '') : null,
        acknowledgement: acknowledgement
          ? {
              id: acknowledgement.id,
              comment: acknowledgement.comment,
              by: acknowledgement.by,
              at: acknowledgement.at.toISOString(),
              expiresAt: acknowledgement.expiresAt.toISOString(),
            }
          : null,
      };
    }),
    configuration: drift.check?.configuration ?? [],
    skipped: drift.check?.skipped ?? [],
    lastApplied: drift.lastApplied && { ...drift.lastApplied, at: drift.lastApplied.at.toISOString() },
  };
}
