import {
  type DataChoice,
  type Kept,
  type PlanCounts,
  planCountsSchema,
  type RunKind,
  type RunRestore,
  type RunStatus,
  runRestoreSchema,
  type StackParameters,
  type StackStatus,
  type StoredChange,
  storedChangeSchema,
  type TargetKind,
  type TargetPolicy,
  targetPolicySchema,
} from '@flowport/domain';
import { storedKept, storedParameters } from '../database/storable.ts';
import type { Prisma } from '../generated/client.ts';
import { type TeamRecord, teamSelect } from '../team/record.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';

/** A run with what every list and page shows beside it. */
export type RunRecord = {
  id: string;
  kind: RunKind;
  status: RunStatus;
  version: number;
  stack: { id: string; slug: string; status: StackStatus; version: number; description: string };
  team: TeamRecord;
  target: { id: string; name: string; kind: TargetKind; selfApproval: boolean; policy: TargetPolicy };
  requestedBy: PersonRecord;
  reason: string;
  /** What becomes of the data; null unless the run destroys a stack. */
  data: DataChoice | null;
  /** What outlives the destroy, known once it is planned. */
  kept: Kept[];
  /** What the run is to bring about; for destroy and drift what the stack has. */
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  supersedesId: string | null;
  /** What was asked for, where the parameters were made from it. */
  change: StoredChange | null;
  /** Of a recover: the version that a layer's state goes back to. */
  restore: RunRestore | null;
  /** The look for drift whose findings the run puts back. */
  reconcilesId: string | null;
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
  /** Until when it awaits approval. */
  approvalExpiresAt: Date | null;
  forcedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** How many different people have to approve the present plan, and who has. */
export type ApprovalState = { needed: 1 | 2; by: PersonRecord[] };

/** Another run, by what a link to it shows. */
export type RunLinkRecord = { id: string; kind: RunKind; status: RunStatus };

export const runLinkSelect = { id: true, kind: true, status: true } as const satisfies Prisma.RunSelect;

export type RunHistoryRecord = {
  from: RunStatus | null;
  to: RunStatus;
  event: string;
  by: PersonRecord | null;
  reason: string | null;
  at: Date;
};

export const runInclude = {
  requestedBy: { select: personSelect },
  stack: {
    select: {
      id: true,
      slug: true,
      status: true,
      version: true,
      description: true,
      team: { select: teamSelect },
      target: { select: { id: true, name: true, kind: true, selfApproval: true, policy: true } },
    },
  },
} as const satisfies Prisma.RunInclude;

export function runRecord(row: Prisma.RunGetPayload<{ include: typeof runInclude }>): RunRecord {
  const {
    stackId: _,
    requestedById: __,
    blueprint,
    blueprintVersion,
    parameters,
    counts,
    kept,
    change,
    restore,
    stack,
    ...columns
  } = row;
  const { team, target, ...stub } = stack;
  return {
    ...columns,
    stack: stub,
    team,
    target: { ...target, policy: targetPolicySchema.parse(target.policy) },
    parameters: storedParameters(parameters),
    blueprint: { id: blueprint, version: blueprintVersion },
    kept: storedKept(kept),
    change: change === null ? null : storedChangeSchema.parse(change),
    restore: restore === null ? null : runRestoreSchema.parse(restore),
    counts: counts === null ? null : planCountsSchema.parse(counts),
  };
}
