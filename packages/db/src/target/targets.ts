import type { AddTargetInput, StateBackend, TargetKind } from '@flowport/domain';
import type { CheckRecord } from '../check/checks.ts';
import type { Connection } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notWritten } from '../notWritten.ts';

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
  createdAt: Date;
};

/** `stackCount` counts the stacks that are not gone. */
export type TargetRow = TargetRecord & { stackCount: number; checks: CheckRecord[] };

export async function listTargets(_db: Connection): Promise<TargetRow[]> {
  return notWritten('listTargets');
}

export async function getTarget(_db: Connection, _targetId: string): Promise<TargetRow | undefined> {
  return notWritten('getTarget');
}

/** @throws AppError `conflict` when the name is taken. */
export async function insertTarget(
  _db: Connection,
  _target: AddTargetInput & { kind: TargetKind; now: Date; ids: IdSource },
): Promise<TargetRecord> {
  return notWritten('insertTarget');
}

/** For the sandbox, whose bucket and roles may be new at each start: makes the target or updates the one of this name. */
export async function ensureTarget(
  _db: Connection,
  _target: AddTargetInput & { kind: TargetKind; now: Date; ids: IdSource },
): Promise<TargetRecord> {
  return notWritten('ensureTarget');
}
