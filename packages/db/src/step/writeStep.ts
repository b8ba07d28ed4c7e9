import { AppError, type Layer, type StepName } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { Prisma } from '../generated/client.ts';
import { assertLease, heldLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';

export type StepKey = { runId: string; name: StepName; layer: Layer | null; lease: Lease };

/**
 * Writes one step of a run that the lease holds, and tells those who watch the run, in one statement.
 * @throws AppError `lease_lost`, `not_found`.
 */
export async function writeStep(db: Connection, step: StepKey, assignments: readonly Prisma.Sql[]): Promise<void> {
  const { runId, name, layer, lease } = step;
  const rows = await db.client.$queryRaw<unknown[]>`
    WITH held AS (${heldLease(lease)}), written AS (
      UPDATE run_step AS step SET ${Prisma.join([...assignments])}
      FROM held
      WHERE step.run_id = held.run_id AND step.run_id = ${runId}
        AND step.name = ${name}::step_name AND step.layer IS NOT DISTINCT FROM ${layer}::layer
      RETURNING step.run_id
    )
    SELECT pg_notify('flowport_step', run_id)::text FROM written`;
  if (rows.length > 0) return;
  await assertLease(db, lease, { runId });
  throw new AppError('not_found', `The run ${runId} has no step ${name}${layer === null ? '' : ` of ${layer}`}.`);
}
