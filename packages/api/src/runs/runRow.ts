import type { RunRecord } from '@flowport/db';
import type { RunRow } from '@flowport/domain';

export function runRow(run: RunRecord): RunRow {
  return {
    id: run.id,
    kind: run.kind,
    status: run.status,
    stack: { id: run.stack.id, slug: run.stack.slug },
    team: run.team,
    target: { id: run.target.id, name: run.target.name },
    requestedBy: run.requestedBy,
    reason: run.reason,
    counts: run.counts,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    approvalExpiresAt: run.approvalExpiresAt?.toISOString() ?? null,
  };
}
