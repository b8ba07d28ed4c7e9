import type { StackRecord } from '@flowport/db';
import type { StackRow } from '@flowport/domain';

export function stackRow(stack: StackRecord): StackRow {
  const { target } = stack;
  return {
    id: stack.id,
    slug: stack.slug,
    status: stack.status,
    description: stack.description,
    preset: stack.preset,
    team: stack.team,
    owner: stack.owner,
    target: { id: target.id, name: target.name, kind: target.kind, region: target.region },
    costFloorCents: stack.costFloorCents,
    costCeilingCents: stack.costCeilingCents,
    activeRun: stack.activeRun,
    expiresAt: stack.expiresAt?.toISOString() ?? null,
    createdAt: stack.createdAt.toISOString(),
    updatedAt: stack.updatedAt.toISOString(),
  };
}
