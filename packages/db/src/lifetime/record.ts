import type { TargetPolicy } from '@flowport/domain';
import { targetPolicySchema } from '@flowport/domain';
import type { Prisma } from '../generated/client.ts';
import { type TeamRecord, teamSelect } from '../team/record.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';

/** A lifetime beyond the limit of a target, with what somebody needs to decide on it. */
export type LifetimeWishRecord = {
  id: string;
  stack: { id: string; slug: string; expiresAt: Date | null };
  team: TeamRecord;
  target: { id: string; name: string; selfApproval: boolean; policy: TargetPolicy };
  runId: string | null;
  /** The wanted end; null for no end. */
  expiresAt: Date | null;
  reason: string;
  askedBy: PersonRecord;
  at: Date;
};

export const wishSelect = {
  id: true,
  runId: true,
  expiresAt: true,
  reason: true,
  at: true,
  askedBy: { select: personSelect },
  stack: {
    select: {
      id: true,
      slug: true,
      expiresAt: true,
      team: { select: teamSelect },
      target: { select: { id: true, name: true, selfApproval: true, policy: true } },
    },
  },
} as const satisfies Prisma.LifetimeWishSelect;

export function wishRecord(row: Prisma.LifetimeWishGetPayload<{ select: typeof wishSelect }>): LifetimeWishRecord {
  const { team, target, ...stack } = row.stack;
  return { ...row, stack, team, target: { ...target, policy: targetPolicySchema.parse(target.policy) } };
}
