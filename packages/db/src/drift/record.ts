import { createHash } from 'node:crypto';
import { driftSubject, type Layer, type PlanChange, planChangeSchema } from '@flowport/domain';
import type { Prisma } from '../generated/client.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';

/** A change outside of Flowport that is still there, and the look that saw it first. */
export type FindingRecord = {
  id: string;
  layer: Layer;
  address: string;
  fingerprint: string;
  /** What AWS calls it; null for what is not of AWS. */
  resourceName: string | null;
  change: PlanChange;
  firstRunId: string;
  firstSeenAt: Date;
  runId: string;
  seenAt: Date;
};

export type AcknowledgementRecord = {
  id: string;
  fingerprint: string;
  comment: string;
  by: PersonRecord;
  at: Date;
  expiresAt: Date;
};

export function findingRecord({ stackId: _, change, ...row }: Prisma.DriftFindingGetPayload<object>): FindingRecord {
  return { ...row, change: planChangeSchema.parse(change) };
}

export const acknowledgementSelect = {
  id: true,
  fingerprint: true,
  comment: true,
  by: { select: personSelect },
  at: true,
  expiresAt: true,
} as const satisfies Prisma.DriftAcknowledgementSelect;

/** By which a finding is known again, and to which an acknowledgement is bound. */
export function fingerprintOf(layer: Layer, change: PlanChange): string {
  return createHash('sha256').update(driftSubject(layer, change)).digest('hex');
}

/** The layers of a look whose plan failed, though the look came to its end. */
export const failedPlans = {
  where: { name: 'plan', status: 'failed', layer: { not: null } },
  select: { layer: true, error: true },
  orderBy: { position: 'asc' },
} as const satisfies Prisma.Run$stepsArgs;

export function skippedLayers(
  steps: readonly { layer: Layer | null; error: string | null }[],
): { layer: Layer; reason: string }[] {
  return steps.flatMap(({ layer, error }) => (layer === null ? [] : [{ layer, reason: error ?? '' }]));
}
