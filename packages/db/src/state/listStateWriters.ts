import type { Layer, RunKind, StepName } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** A time in which a run could write the state of a layer. `step` is null for what is known of the run as a whole. */
export type StateWriter = {
  runId: string;
  kind: RunKind;
  step: StepName | null;
  requestedBy: string;
  /** By the clock of the worker. */
  from: Date;
  /** Null while it goes on. */
  until: Date | null;
};

/**
 * Who may have written a layer's state between two moments: the steps that let Terraform write it, and the runs that
 * they belong to, since a step that was tried again keeps only its last time. One run at a time works on a stack, so a
 * moment belongs to one run. Steps come first, then runs, each the newest first.
 */
export async function listStateWriters(
  db: Connection,
  { stackId, layer, from, until }: { stackId: string; layer: Layer; from: Date; until: Date },
): Promise<StateWriter[]> {
  return db.client.$queryRaw<StateWriter[]>`
    WITH wanted AS (
      SELECT run.id, run.kind, run.started_at, run.finished_at, "user".name AS requested_by
      FROM run JOIN "user" ON "user".id = run.requested_by_id
      WHERE run.stack_id = ${stackId} AND run.started_at <= ${until}
        AND (run.finished_at IS NULL OR run.finished_at >= ${from})
    )
    SELECT wanted.id AS "runId", wanted.kind, step.name::text AS step, wanted.requested_by AS "requestedBy",
      step.started_at AS "from", step.finished_at AS until
    FROM wanted JOIN run_step AS step ON step.run_id = wanted.id
    WHERE step.started_at IS NOT NULL AND step.name <> 'init'
      AND (step.layer = ${layer}::layer OR step.name = 'restore')
    UNION ALL
    SELECT id, kind, NULL, requested_by, started_at, finished_at FROM wanted
    ORDER BY step NULLS LAST, "from" DESC`;
}
