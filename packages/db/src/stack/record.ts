import {
  type PresetName,
  type RunKind,
  type RunStatus,
  type SleepSchedule,
  type StackParameters,
  type StackStatus,
  sleepScheduleSchema,
  type TargetKind,
} from '@flowport/domain';
import { storedParameters } from '../database/storable.ts';
import type { Prisma } from '../generated/client.ts';
import { type TeamRecord, teamSelect } from '../team/record.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';

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
  /** When its lifetime ends; null for no end. */
  expiresAt: Date | null;
  /** Since when it may have no nodes: a run that wants them has to say how many. */
  asleepSince: Date | null;
  sleepSchedule: SleepSchedule | null;
  /** The next moment of the schedule. */
  sleepDueAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const stackInclude = {
  team: { select: teamSelect },
  owner: { select: personSelect },
  target: {
    select: { id: true, name: true, kind: true, region: true, account: true, workspaceKeyPrefix: true },
  },
  runs: {
    // advanceRun sets it together with a final status; a partial index holds the few that have none.
    where: { finishedAt: null, status: { not: 'waiting' } },
    select: { id: true, kind: true, status: true },
  },
} as const satisfies Prisma.StackInclude;

export function stackRecord(row: Prisma.StackGetPayload<{ include: typeof stackInclude }>): StackRecord {
  const { teamId: _, targetId: __, ownerId: ___, cidr: ____, blueprint, blueprintVersion, runs, ...columns } = row;
  return {
    ...columns,
    parameters: storedParameters(row.parameters),
    blueprint: { id: blueprint, version: blueprintVersion },
    activeRun: runs[0] ?? null,
    sleepSchedule: row.sleepSchedule === null ? null : sleepScheduleSchema.parse(row.sleepSchedule),
  };
}
