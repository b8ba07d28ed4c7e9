import {
  goneStatuses,
  type RunKind,
  type RunStatus,
  systemUserId,
  type TargetPolicy,
  targetPolicySchema,
} from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type StackRecord, stackInclude, stackRecord } from '../stack/record.ts';

export type ExpiringStack = {
  stack: StackRecord & { expiresAt: Date };
  policy: TargetPolicy;
  /** What Flowport asked for last after the end, if anything. */
  asked: { kind: RunKind; status: RunStatus; createdAt: Date } | null;
};

/** Stacks that stand and whose lifetime ends before `until`, the soonest first; those that were only asked for are none. */
export async function listExpiring(db: Connection, { until }: { until: Date }): Promise<ExpiringStack[]> {
  const rows = await db.client.stack.findMany({
    where: { expiresAt: { lte: until }, status: { notIn: [...goneStatuses, 'requested', 'retained'] } },
    include: stackInclude,
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
    take: listedMax,
  });
  const targets = await db.client.target.findMany({
    where: { id: { in: [...new Set(rows.map(({ targetId }) => targetId))] } },
    select: { id: true, policy: true },
  });
  const policies = new Map(targets.map(({ id, policy }) => [id, targetPolicySchema.parse(policy)]));
  const found: ExpiringStack[] = [];
  for (const row of rows) {
    const { expiresAt } = row;
    const policy = policies.get(row.targetId);
    if (expiresAt === null || policy === undefined) continue;
    const asked = await db.client.run.findFirst({
      where: {
        stackId: row.id,
        requestedById: systemUserId,
        kind: { in: ['update', 'destroy'] },
        createdAt: { gte: expiresAt },
      },
      select: { kind: true, status: true, createdAt: true },
      orderBy: { id: 'desc' },
    });
    found.push({ stack: { ...stackRecord(row), expiresAt }, policy, asked });
  }
  return found;
}

/** What one round looks at; the next one comes within a minute, and those that are dealt with fall out. */
const listedMax = 500;
