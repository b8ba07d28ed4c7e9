import { appendAudit, saveChecks } from '@flowport/db';
import type { TargetView } from '@flowport/domain';
import { requirePermission, seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { judgeIdentity } from './judgeIdentity.ts';
import { targetView } from './targetView.ts';

/**
 * Asks AWS and keeps the answer. A check that fails is an answer too, and no error.
 * @throws AppError `not_found`, `forbidden`.
 */
export async function checkTarget(context: ActorContext, { targetId }: { targetId: string }): Promise<TargetView> {
  const { db, actor, clock, ids } = context;
  const target = await seenTarget(context, targetId);
  requirePermission(actor, 'target.manage');
  const checks = await judgeIdentity(context.identities, target);
  const now = clock();
  await db.inTransaction(async (tx) => {
    await saveChecks(tx, { subject: { kind: 'target', targetId }, checks, now, ids });
    await appendAudit(tx, {
      actorId: actor.userId,
      action: 'target.checked',
      subject: { kind: 'target', id: target.id, label: target.name },
      detail: Object.fromEntries(checks.map((check) => [check.name, check.status])),
      now,
      ids,
    });
  });
  return targetView(await seenTarget(context, targetId));
}
