import {
  AppError,
  type DataChoice,
  type RunKind,
  type RunState,
  type RunStatus,
  type StackStatus,
} from '@flowport/domain';
import type { Tx } from '../database/connection.ts';

export type LockedRun = {
  run: RunState;
  digest: string | null;
  startedAt: Date | null;
  stack: { id: string; slug: string; status: StackStatus; version: number };
};

/**
 * Reads a run and its stack and keeps both locked until the transaction ends: of two who want to move a run on, the
 * second sees what the first has made of it. The stack comes first, as with everybody who holds both: a run that ends
 * moves on others of its stack, and so does one that is asked for.
 * @throws AppError `not_found`.
 */
export async function lockRun(tx: Tx, runId: string): Promise<LockedRun> {
  const [row] = await tx.client.$queryRaw<
    {
      stack_id: string;
      kind: RunKind;
      data: DataChoice | null;
      asleep: boolean;
      status: RunStatus;
      version: number;
      digest: string | null;
      started_at: Date | null;
      slug: string;
      stack_status: StackStatus;
      stack_version: number;
    }[]
  >`
    WITH held AS MATERIALIZED (
      SELECT id, slug, status, version FROM stack WHERE id = (SELECT stack_id FROM run WHERE id = ${runId}) FOR UPDATE
    )
    SELECT run.stack_id, run.kind, run.data, coalesce((run.parameters ->> 'asleep')::boolean, false) AS asleep,
      run.status, run.version, run.digest, run.started_at,
      held.slug, held.status AS stack_status, held.version AS stack_version
    FROM run JOIN held ON held.id = run.stack_id
    WHERE run.id = ${runId}
    FOR UPDATE OF run`;
  if (!row) throw new AppError('not_found', `There is no run ${runId}.`);
  return {
    run: {
      id: runId,
      stackId: row.stack_id,
      kind: row.kind,
      data: row.data,
      asleep: row.asleep,
      status: row.status,
      version: row.version,
    },
    digest: row.digest,
    startedAt: row.started_at,
    stack: { id: row.stack_id, slug: row.slug, status: row.stack_status, version: row.stack_version },
  };
}
