import {
  type DataChoice,
  type Kept,
  type PlanCounts,
  planCountsSchema,
  type RunKind,
  type RunStatus,
  type StackParameters,
  type StackStatus,
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
    counts: counts === null ? null : planCountsSchema.parse(counts),
  };
}
