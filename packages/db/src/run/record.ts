import type { PlanCounts, RunKind, RunStatus, StackParameters, StackStatus, TargetKind } from '@flowport/domain';
import type { TeamRecord } from '../team/teams.ts';
import type { PersonRecord } from '../user/record.ts';

/** A run with what every list and page shows beside it. */
export type RunRecord = {
  id: string;
  kind: RunKind;
  status: RunStatus;
  version: number;
  stack: { id: string; slug: string; status: StackStatus; version: number; description: string };
  team: TeamRecord;
  target: { id: string; name: string; kind: TargetKind; selfApproval: boolean };
  requestedBy: PersonRecord;
  reason: string;
  /** What the run is to bring about; for destroy and drift what the stack has. */
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  supersedesId: string | null;
  digest: string | null;
  counts: PlanCounts | null;
  error: string | null;
  pauseReason: string | null;
  costFloorCents: number;
  costCeilingCents: number;
  costBeforeFloorCents: number | null;
  createdAt: Date;
  /** Since when it has its status. */
  statusAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

export type RunHistoryRecord = {
  from: RunStatus | null;
  to: RunStatus;
  event: string;
  by: PersonRecord | null;
  reason: string | null;
  at: Date;
};
