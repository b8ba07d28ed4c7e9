import type { RunKind, RunStatus } from '@flowport/domain';
import type { ApprovalRecord } from '../approval/approvals.ts';
import type { Connection } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';
import type { StepRecord } from '../step/steps.ts';
import type { RunHistoryRecord, RunRecord } from './record.ts';

export async function getRun(_db: Connection, _runId: string): Promise<RunRecord | undefined> {
  return notWritten('getRun');
}

export type RunDetail = {
  run: RunRecord;
  steps: StepRecord[];
  /** Oldest first. */
  approvals: ApprovalRecord[];
  history: RunHistoryRecord[];
  logBytes: number;
};

/** Everything that the page of a run shows but its plan and its log. */
export async function getRunDetail(_db: Connection, _runId: string): Promise<RunDetail | undefined> {
  return notWritten('getRunDetail');
}

export type RunFilter = {
  /** Only runs of these teams' stacks; all when left out. */
  teamIds?: readonly string[];
  stackId?: string;
  status?: readonly RunStatus[];
  kind?: readonly RunKind[];
  /** Looks into slug, team, requester and reason. */
  search?: string;
  limit: number;
  cursor?: string;
};

/** Newest first. */
export async function listRuns(
  _db: Connection,
  _filter: RunFilter,
): Promise<{ items: RunRecord[]; nextCursor: string | null }> {
  return notWritten('listRuns');
}

/** Runs that await a decision, oldest first. */
export async function listAwaitingApproval(
  _db: Connection,
  _filter: { teamIds?: readonly string[] } = {},
): Promise<RunRecord[]> {
  return notWritten('listAwaitingApproval');
}

export async function countAwaitingApproval(
  _db: Connection,
  _filter: { teamIds?: readonly string[] } = {},
): Promise<number> {
  return notWritten('countAwaitingApproval');
}
