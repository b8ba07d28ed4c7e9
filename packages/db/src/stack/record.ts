import type { PresetName, RunKind, RunStatus, StackParameters, StackStatus, TargetKind } from '@flowport/domain';
import type { TeamRecord } from '../team/teams.ts';
import type { PersonRecord } from '../user/record.ts';

export type StackRecord = {
  id: string;
  slug: string;
  status: StackStatus;
  version: number;
  description: string;
  preset: PresetName;
  team: TeamRecord;
  owner: PersonRecord;
  target: { id: string; name: string; kind: TargetKind; region: string; account: string; workspaceKeyPrefix: string };
  blueprint: { id: string; version: string };
  /** Applied last, or those of the request while nothing has been applied. */
  parameters: StackParameters;
  costFloorCents: number;
  costCeilingCents: number;
  activeRun: { id: string; kind: RunKind; status: RunStatus } | null;
  createdAt: Date;
  updatedAt: Date;
};
