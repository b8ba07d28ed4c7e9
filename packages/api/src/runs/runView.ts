import type { RunDetail, StepRecord } from '@flowport/db';
import { type Actor, estimateCost, type RunView, type StepView, stepTitles } from '@flowport/domain';
import { approvalBlock, decisionsOpen } from './decision.ts';
import { runRow } from './runRow.ts';

/** A run as `actor` sees it: what it is, and what they may do with it. */
export function runView(actor: Actor, { run, steps, approvals, history, logBytes }: RunDetail): RunView {
  const awaits = run.status === 'awaiting_approval';
  return {
    ...runRow(run),
    version: run.version,
    digest: run.digest,
    data: run.data,
    kept: run.kept,
    error: run.error,
    pauseReason: run.pauseReason,
    steps: steps.map(stepView),
    approvals: approvals.map((approval) => ({ ...approval, at: approval.at.toISOString() })),
    history: history.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    parameters: run.parameters,
    cost: estimateCost(run.parameters),
    costFloorCents: run.costFloorCents,
    costCeilingCents: run.costCeilingCents,
    costBeforeFloorCents: run.costBeforeFloorCents,
    logBytes,
    may: decisionsOpen(actor, run),
    approvalBlockedBy: awaits ? approvalBlock(actor, run) : null,
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
