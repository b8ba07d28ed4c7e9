import { advanceRun, getRunPlan, getStack, listAskedBySystem, type RunRecord, recordApproval } from '@flowport/db';
import { AppError, changesOnlySizes, systemUserId } from '@flowport/domain';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';

/**
 * Approves what Flowport asked for by itself where the policy of the target says that nobody has to: the destruction of
 * an expired stack, and plans that resize node groups and do nothing else. The approval is bound to the digest as every
 * other; where two people have to approve, a rule is none of them and the plan waits.
 */
export const approveByRule: Chore = { name: 'approvals-by-rule', everySeconds: 5, run: approveAll };

type Ports = Pick<WorkerContext, 'db' | 'ids' | 'now' | 'logger'>;

async function approveAll(context: Ports): Promise<void> {
  for (const run of await listAskedBySystem(context.db)) {
    const rule = await ruleFor(context, run);
    if (rule === undefined || run.digest === null) continue;
    try {
      await approve(context, { runId: run.id, version: run.version, digest: run.digest, rule });
    } catch (error) {
      const isExpected = error instanceof AppError && ['conflict', 'approval_void', 'forbidden'].includes(error.code);
      if (!isExpected) throw error;
      context.logger.info({ runId: run.id, err: error }, 'a rule does not approve this run');
    }
  }
}

/** @returns the sentence that stands as the comment of the approval; undefined where somebody has to decide. */
async function ruleFor({ db, now }: Ports, run: RunRecord): Promise<string | undefined> {
  // A plan outside of what was approved before is looked at by somebody.
  if (run.pauseReason !== null) return undefined;
  const { policy } = run.target;
  const stack = await getStack(db, run.stack.id);
  if (!stack) return undefined;
  const isExpired = stack.expiresAt !== null && stack.expiresAt <= now();
  if (run.kind === 'destroy') {
    const isByRule = policy.destroysAutomatically && isExpired && run.data === 'snapshot';
    return isByRule ? 'By rule: the target destroys expired stacks without approval.' : undefined;
  }
  const mayResize = policy.sleepsAutomatically || (policy.destroysAutomatically && isExpired);
  if (!mayResize || stack.parameters.asleep === run.parameters.asleep) return undefined;
  const plan = await getRunPlan(db, run.id);
  if (plan?.digest !== run.digest || !changesOnlySizes(plan.layers)) return undefined;
  return 'By rule: the plan changes the size of node groups and nothing else.';
}

async function approve(
  { db, ids, now }: Ports,
  { runId, version, digest, rule }: { runId: string; version: number; digest: string; rule: string },
): Promise<void> {
  const at = now();
  await db.inTransaction(async (tx) => {
    await recordApproval(tx, {
      runId,
      decision: 'approved',
      digest,
      comment: rule,
      byId: systemUserId,
      now: at,
      ids,
    });
    const event = { name: 'approve', actorId: systemUserId, reason: rule } as const;
    await advanceRun(tx, { runId, event, expect: { version, digest }, now: at, ids });
  });
}
