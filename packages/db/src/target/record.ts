import {
  goneStatuses,
  regionSchema,
  type StateBackend,
  type TargetKind,
  type TargetPolicy,
  targetPolicySchema,
} from '@flowport/domain';
import { type CheckRecord, checkSelect } from '../check/record.ts';
import type { Prisma } from '../generated/client.ts';

export type TargetRecord = {
  id: string;
  name: string;
  kind: TargetKind;
  account: string;
  region: string;
  deployerRoleArn: string;
  planRoleArn: string | null;
  externalId: string;
  backend: StateBackend;
  selfApproval: boolean;
  policy: TargetPolicy;
  createdAt: Date;
};

/** `stackCount` counts the stacks that are not gone. */
export type TargetRow = TargetRecord & { stackCount: number; checks: CheckRecord[] };

export const targetInclude = {
  checks: { select: checkSelect, orderBy: { position: 'asc' } },
  _count: { select: { stacks: { where: { status: { notIn: [...goneStatuses] } } } } },
} as const satisfies Prisma.TargetInclude;

export function targetRecord(row: Prisma.TargetGetPayload<object>): TargetRecord {
  const { id, name, kind, account, region, deployerRoleArn, planRoleArn, externalId, selfApproval, createdAt } = row;
  const backend: StateBackend = {
    bucket: row.stateBucket,
    region: regionSchema.parse(row.stateRegion),
    workspaceKeyPrefix: row.workspaceKeyPrefix,
    kmsKeyId: row.stateKmsKeyId,
    usePathStyle: row.stateUsePathStyle,
  };
  return {
    id,
    name,
    kind,
    account,
    region,
    deployerRoleArn,
    planRoleArn,
    externalId,
    backend,
    selfApproval,
    policy: targetPolicySchema.parse(row.policy),
    createdAt,
  };
}

export function targetRow(row: Prisma.TargetGetPayload<{ include: typeof targetInclude }>): TargetRow {
  return { ...targetRecord(row), stackCount: row._count.stacks, checks: row.checks };
}
