import type { RunDetail, StepRecord } from '@flowport/db';
import {
  type Actor,
  estimateCost,
  type RunStatus,
  type RunView,
  retriedStatuses,
  type StepView,
  stepTitles,
} from '@flowport/domain';
import { approvalBlock, decisionsOpen, forceBlock, retryBlock } from './decision.ts';
import { runRow } from './runRow.ts';

/** A run as `actor` sees it: what it is, and what they may do with it. */
export function runView(actor: Actor, detail: RunDetail, now: Date): Omit<RunView, 'waiting'> {
  const { run, steps, approvals, history, logBytes, approvalState, links, isLatest, recoveries } = detail;
  const awaits = run.status === 'awaiting_approval';
  const isRetried = (retriedStatuses as readonly RunStatus[]).includes(run.status);
  return {
    ...runRow(run),
    version: run.version,
    digest: run.digest,
    data: run.data,
    kept: run.kept,
    error: run.error,
    pauseReason: run.pauseReason,
    restore: run.restore,
    steps: steps.map(stepView),
    approvals: approvals.map((approval) => ({ ...approval, at: approval.at.toISOString() })),
    history: history.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    parameters: run.parameters,
    cost: estimateCost(run.parameters),
    costFloorCents: run.costFloorCents,
    costCeilingCents: run.costCeilingCents,
    costBeforeFloorCents: run.costBeforeFloorCents,
    logBytes,
    recoveries: recoveries.map((recovery) => ({
      ...recovery,
      noticedAt: recovery.noticedAt.toISOString(),
      startedAt: recovery.startedAt?.toISOString() ?? null,
      finishedAt: recovery.finishedAt?.toISOString() ?? null,
    })),
    may: decisionsOpen(actor, { run, approvalState, now, isLatest }),
    approvalBlockedBy: awaits ? approvalBlock(actor, { run, approvalState, now }) : null,
    forceBlockedBy: run.status === 'canceling' ? forceBlock(actor, run, now) : null,
    retryBlockedBy: isRetried ? retryBlock(actor, run, isLatest) : null,
    forcedAt: run.forcedAt?.toISOString() ?? null,
    approvalsNeeded: approvalState.needed,
    approvedBy: approvalState.by,
    ...links,
  };
}

function stepView(step: StepRecord): StepView {
  return {
    ...step,
    title: stepTitles[step.name],
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
  };
}
