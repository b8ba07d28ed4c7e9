import { type ApprovalRecord, approvalSelect } from '../approval/record.ts';
import type { Connection } from '../database/connection.ts';
import { listSteps } from '../step/listSteps.ts';
import type { StepRecord } from '../step/record.ts';
import { personSelect } from '../user/record.ts';
import { type RunHistoryRecord, type RunRecord, runInclude, runRecord } from './record.ts';

export type RunDetail = {
  run: RunRecord;
  steps: StepRecord[];
  /** Oldest first. */
  approvals: ApprovalRecord[];
  history: RunHistoryRecord[];
  logBytes: number;
};

/** Everything that the page of a run shows but its plan and its log. */
export async function getRunDetail(db: Connection, runId: string): Promise<RunDetail | undefined> {
  const row = await db.client.run.findUnique({
    where: { id: runId },
    include: {
      ...runInclude,
      approvals: { select: approvalSelect, orderBy: [{ at: 'asc' }, { id: 'asc' }] },
      histories: { include: { actor: { select: personSelect } }, orderBy: { id: 'asc' } },
      log: { select: { bytes: true } },
    },
  });
  if (!row) return undefined;
  const { approvals, histories, log, ...columns } = row;
  const run = runRecord(columns);
  const steps = await listSteps(db, { runId, kind: run.kind, targetId: run.target.id });
  return {
    run,
    steps,
    approvals,
    history: histories.map(({ from, to, event, actor, reason, at }) => ({ from, to, event, by: actor, reason, at })),
    logBytes: Number(log?.bytes ?? 0),
  };
}
