import type { Layer } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { failedPlans, skippedLayers } from './record.ts';

export type RunDriftRecord = {
  /** The look whose findings the run puts back. */
  reconciles: { runId: string; at: Date } | null;
  /** The newest run that puts back what this look found. */
  reconciledBy: { runId: string } | null;
  /** Of a look: the layers that it could not look at. */
  skipped: { layer: Layer; reason: string }[];
};

/** What a run has to do with drift; nothing where there is no such run. */
export async function getRunDrift(db: Connection, runId: string): Promise<RunDriftRecord> {
  const run = await db.client.run.findUnique({
    where: { id: runId },
    select: {
      kind: true,
      status: true,
      reconciles: { select: { id: true, statusAt: true } },
      reconciledBy: { select: { id: true }, orderBy: { id: 'desc' }, take: 1 },
      steps: failedPlans,
    },
  });
  const [by] = run?.reconciledBy ?? [];
  const isLook = run?.kind === 'drift' && run.status === 'no_changes';
  return {
    reconciles: run?.reconciles ? { runId: run.reconciles.id, at: run.reconciles.statusAt } : null,
    reconciledBy: by ? { runId: by.id } : null,
    skipped: isLook ? skippedLayers(run.steps) : [],
  };
}
