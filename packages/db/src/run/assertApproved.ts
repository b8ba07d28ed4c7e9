import { AppError } from '@flowport/domain';
import { assertInTime, tallyApprovals } from '../approval/tallyApprovals.ts';
import type { Tx } from '../database/connection.ts';

/**
 * The last line of defence of a plan that needs two people: whoever moves the run on, both have approved its digest.
 * @throws AppError `conflict`, also when the time to approve is over.
 */
export async function assertApproved(tx: Tx, runId: string, now: Date): Promise<void> {
  const { needed, by, expiresAt } = await tallyApprovals(tx, runId);
  assertInTime(expiresAt, now);
  if (needed === 1 || by.length >= needed) return;
  throw new AppError(
    'conflict',
    `This plan destroys or replaces what holds data, so two people have to approve it; ${by.length} of 2 have.`,
  );
}
