import { type RunState, targetPolicySchema } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';

/** Until when a run that begins to await approval does so, by its target's policy; of one that expired it stays known. */
export async function approvalDeadline(tx: Tx, run: RunState, now: Date): Promise<{ approvalExpiresAt?: Date | null }> {
  if (run.status === 'expired') return {};
  if (run.status !== 'awaiting_approval') return { approvalExpiresAt: null };
  const { target } = await tx.client.stack.findUniqueOrThrow({
    where: { id: run.stackId },
    select: { target: { select: { policy: true } } },
  });
  const { approvalHours } = targetPolicySchema.parse(target.policy);
  return { approvalExpiresAt: new Date(now.getTime() + approvalHours * 3_600_000) };
}
