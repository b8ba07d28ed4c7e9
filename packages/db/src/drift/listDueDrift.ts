import { driftRunsMax, driftRunsOfTargetMax, driftStatuses } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/**
 * The stacks that are to be looked at now, longest due first: as many as may be looked at besides those that are being
 * looked at already, in the whole portal and in each target. A stack with another run, be it waiting, has its turn later.
 */
export async function listDueDrift(db: Connection, now: Date): Promise<string[]> {
  const rows = await db.client.$queryRaw<{ id: string }[]>`
    WITH busy AS (
      SELECT stack.target_id FROM run JOIN stack ON stack.id = run.stack_id
      WHERE run.kind = 'drift' AND run.finished_at IS NULL
    ), due AS (
      SELECT stack.id, stack.target_id, stack.drift_due_at,
        row_number() OVER (PARTITION BY stack.target_id ORDER BY stack.drift_due_at, stack.id) AS place
      FROM stack
      WHERE stack.drift_due_at <= ${now} AND stack.status = ANY (${[...driftStatuses]}::stack_status[])
        AND NOT EXISTS (SELECT FROM run WHERE run.stack_id = stack.id AND run.finished_at IS NULL)
    )
    SELECT due.id FROM due
    WHERE due.place <= ${driftRunsOfTargetMax} - (SELECT count(*) FROM busy WHERE busy.target_id = due.target_id)
    ORDER BY due.drift_due_at, due.id
    LIMIT greatest(0, ${driftRunsMax} - (SELECT count(*) FROM busy))`;
  return rows.map(({ id }) => id);
}
