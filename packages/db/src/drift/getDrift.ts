import type { Layer, PlanChange } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { listShownPlans } from '../plan/listShownPlans.ts';
import { type PersonRecord, personSelect } from '../user/record.ts';
import {
  type AcknowledgementRecord,
  acknowledgementSelect,
  type FindingRecord,
  failedPlans,
  findingRecord,
  skippedLayers,
} from './record.ts';

/** The last look that came to its end, whatever it found. */
type DriftCheckRecord = {
  runId: string;
  /** What the next apply would change besides, by layer. */
  configuration: { layer: Layer; changes: PlanChange[] }[];
  /** Layers that could not be looked at, or not compared with the blueprint, and why. */
  skipped: { layer: Layer; reason: string }[];
};

export type DriftRecord = {
  checkedAt: Date | null;
  dueAt: Date | null;
  since: Date | null;
  findings: FindingRecord[];
  /** Those whose time is not over. */
  acknowledgements: AcknowledgementRecord[];
  check: DriftCheckRecord | null;
  /** The run that was applied last, and who approved it. */
  lastApplied: { runId: string; requestedBy: PersonRecord; approvedBy: PersonRecord | null; at: Date } | null;
};

/** Everything that is known of a stack's drift; undefined where there is no such stack. */
export async function getDrift(db: Connection, stackId: string, now: Date): Promise<DriftRecord | undefined> {
  const stack = await db.client.stack.findUnique({
    where: { id: stackId },
    select: {
      driftCheckedAt: true,
      driftDueAt: true,
      driftedSince: true,
      findings: { orderBy: [{ layer: 'asc' }, { address: 'asc' }] },
      acknowledgements: { where: { expiresAt: { gt: now } }, select: acknowledgementSelect },
    },
  });
  if (!stack) return undefined;
  const lastApplied = await getLastApplied(db, stackId);
  return {
    checkedAt: stack.driftCheckedAt,
    dueAt: stack.driftDueAt,
    since: stack.driftedSince,
    findings: stack.findings.map(findingRecord),
    acknowledgements: stack.acknowledgements,
    check: await getLastCheck(db, stackId, lastApplied?.runId ?? ''),
    lastApplied,
  };
}

/** @param after what a look before this run found is over. */
async function getLastCheck(db: Connection, stackId: string, after: string): Promise<DriftCheckRecord | null> {
  const run = await db.client.run.findFirst({
    where: { stackId, kind: 'drift', status: 'no_changes', id: { gt: after } },
    select: {
      id: true,
      kind: true,
      steps: failedPlans,
    },
    orderBy: { id: 'desc' },
  });
  if (!run) return null;
  const plans = await listShownPlans(db, run);
  return {
    runId: run.id,
    configuration: plans
      .map(({ plan: { layer, changes } }) => ({ layer, changes }))
      .filter(({ changes }) => changes.length > 0),
    skipped: skippedLayers(run.steps),
  };
}

async function getLastApplied(db: Connection, stackId: string): Promise<DriftRecord['lastApplied']> {
  const run = await db.client.run.findFirst({
    where: { stackId, kind: { not: 'drift' }, histories: { some: { to: 'applying' } }, finishedAt: { not: null } },
    select: {
      id: true,
      requestedBy: { select: personSelect },
      approvals: {
        where: { decision: 'approved' },
        select: { by: { select: personSelect } },
        orderBy: { at: 'desc' },
        take: 1,
      },
      finishedAt: true,
    },
    orderBy: { id: 'desc' },
  });
  if (!run?.finishedAt) return null;
  const { id, requestedBy, approvals, finishedAt } = run;
  return { runId: id, requestedBy, approvedBy: approvals[0]?.by ?? null, at: finishedAt };
}
