import { type PlanAtRisk, planCountsSchema, type RunKind } from '@flowport/domain';
import type { Prisma } from '../generated/client.ts';
import { shownPlans } from './shownPlans.ts';

/** What tells how many have to approve: of the layer that holds the data alone, and of that no change itself. */
export const riskSelect = {
  where: { layer: 'foundation' },
  select: { layer: true, basis: true, counts: true, release: true },
} as const satisfies Prisma.Run$plansArgs;

type RiskRow = Prisma.PlanGetPayload<typeof riskSelect>;

export function riskOf(plans: readonly RiskRow[], kind: RunKind): PlanAtRisk[] {
  return shownPlans(plans, kind).map(({ layer, counts, release }) => ({
    layer,
    counts: planCountsSchema.parse(counts),
    release: Array.isArray(release) ? release : [],
  }));
}
