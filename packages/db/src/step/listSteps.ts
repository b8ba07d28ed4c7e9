import type { Layer, RunKind, StepName, StepStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import type { StepRecord } from './record.ts';

type Row = {
  id: string;
  name: StepName;
  layer: Layer | null;
  status: StepStatus;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: string | null;
  done: number | null;
  total: number | null;
  current: string | null;
  previousSeconds: number | null;
};

/** Looking further back finds steps that no run of today has. */
const previousRunsMax = 10;

/** The steps of a run in their order, each with how long it took before: in the newest of the last runs where it succeeded. */
export async function listSteps(
  db: Connection,
  { runId, kind, targetId }: { runId: string; kind: RunKind; targetId: string },
): Promise<StepRecord[]> {
  const rows = await db.client.$queryRaw<Row[]>`
    WITH previous_run AS (
      SELECT run.id FROM run JOIN stack ON stack.id = run.stack_id
      WHERE run.kind = ${kind}::run_kind AND run.status IN ('succeeded', 'no_changes')
        AND run.id < ${runId} AND stack.target_id = ${targetId}
      ORDER BY run.id DESC
      LIMIT ${previousRunsMax}
    ), previous AS (
      SELECT DISTINCT ON (step.name, step.layer) step.name, step.layer,
        extract(epoch FROM step.finished_at - step.started_at)::float8 AS seconds
      FROM run_step AS step JOIN previous_run ON previous_run.id = step.run_id
      WHERE step.status = 'succeeded' AND step.finished_at >= step.started_at
      ORDER BY step.name, step.layer, step.run_id DESC
    )
    SELECT step.id, step.name, step.layer, step.status, step.started_at AS "startedAt", step.finished_at AS "finishedAt",
      step.error, step.progress_done AS done, step.progress_total AS total, step.progress_current AS current,
      previous.seconds AS "previousSeconds"
    FROM run_step AS step
    LEFT JOIN previous ON previous.name = step.name AND previous.layer IS NOT DISTINCT FROM step.layer
    WHERE step.run_id = ${runId}
    ORDER BY step.position`;
  return rows.map(({ done, total, current, ...row }) => ({
    ...row,
    progress: done === null || total === null ? null : { done, total, current },
  }));
}
