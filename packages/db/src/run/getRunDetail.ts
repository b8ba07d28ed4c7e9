import { approvalsNeeded, approversOf } from '@flowport/domain';
import { type ApprovalRecord, approvalSelect } from '../approval/record.ts';
import type { Connection } from '../database/connection.ts';
import { riskOf, riskSelect } from '../plan/risk.ts';
import { listRecoveries, type RecoveryRecord } from '../recovery/listRecoveries.ts';
import { listSteps } from '../step/listSteps.ts';
import type { StepRecord } from '../step/record.ts';
import { personSelect } from '../user/record.ts';
import { isLatestRun } from './isLatestRun.ts';
import {
  type ApprovalState,
  type RunHistoryRecord,
  type RunLinkRecord,
  type RunRecord,
  runInclude,
  runLinkSelect,
  runRecord,
} from './record.ts';

export type RunDetail = {
  run: RunRecord;
  steps: StepRecord[];
  /** Oldest first. */
  approvals: ApprovalRecord[];
  history: RunHistoryRecord[];
  logBytes: number;
  approvalState: ApprovalState;
  links: RunLinks;
  /** No newer run of the stack has come since, looks for drift apart. */
  isLatest: boolean;
  /** Oldest first. */
  recoveries: RecoveryRecord[];
};

/** The runs that this one has to do with; null for none. */
type RunLinks = {
  supersedes: RunLinkRecord | null;
  supersededBy: RunLinkRecord | null;
  retryOf: RunLinkRecord | null;
  /** The newest. */
  retriedBy: RunLinkRecord | null;
  /** Of a run that waits: the one that has the stack. */
  waitsFor: RunLinkRecord | null;
};

const newestLink = { select: runLinkSelect, orderBy: { id: 'desc' }, take: 1 } as const;

/** Everything that the page of a run shows but its plan and its log. */
export async function getRunDetail(db: Connection, runId: string): Promise<RunDetail | undefined> {
  const row = await db.client.run.findUnique({
    where: { id: runId },
    include: {
      ...runInclude,
      approvals: { select: approvalSelect, orderBy: [{ at: 'asc' }, { id: 'asc' }] },
      histories: { include: { actor: { select: personSelect } }, orderBy: { id: 'asc' } },
      log: { select: { bytes: true } },
      plans: riskSelect,
      supersedes: { select: runLinkSelect },
      supersededBy: newestLink,
      retryOf: { select: runLinkSelect },
      retriedBy: newestLink,
    },
  });
  if (!row) return undefined;
  const { approvals, histories, log, plans, supersedes, supersededBy, retryOf, retriedBy, ...columns } = row;
  const run = runRecord(columns);
  const [recoveries, steps, isLatest, waitsFor] = await Promise.all([
    listRecoveries(db, runId),
    listSteps(db, { runId, kind: run.kind, targetId: run.target.id }),
    isLatestRun(db, { stackId: run.stack.id, runId }),
    run.status === 'waiting' ? activeRun(db, run.stack.id) : null,
  ]);
  return {
    run,
    steps,
    approvals,
    history: histories.map(({ from, to, event, actor, reason, at }) => ({ from, to, event, by: actor, reason, at })),
    logBytes: Number(log?.bytes ?? 0),
    approvalState: {
      needed: approvalsNeeded(riskOf(plans, run.kind), run.target.policy),
      by: approversOf(approvals, run.digest),
    },
    links: {
      supersedes,
      supersededBy: supersededBy[0] ?? null,
      retryOf,
      retriedBy: retriedBy[0] ?? null,
      waitsFor,
    },
    isLatest,
    recoveries,
  };
}

function activeRun(db: Connection, stackId: string): Promise<RunLinkRecord | null> {
  return db.client.run.findFirst({
    where: { stackId, finishedAt: null, status: { not: 'waiting' } },
    select: runLinkSelect,
  });
}
