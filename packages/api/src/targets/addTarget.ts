import { appendAudit, insertTarget } from '@flowport/db';
import type { AddTargetInput, TargetView } from '@flowport/domain';
import { requirePermission } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { checkTarget } from './checkTarget.ts';

/**
 * Adds an AWS account and region, and runs its first check. The target stays when the check fails: the role may be made
 * later, and the page says what is missing.
 * @throws AppError `forbidden`; `conflict` when the name is taken.
 */
export async function addTarget(context: ActorContext, input: AddTargetInput): Promise<TargetView> {
  const { db, actor, clock, ids } = context;
  requirePermission(actor, 'target.manage');
  const now = clock();
  const target = await db.inTransaction(async (tx) => {
    const added = await insertTarget(tx, { ...input, kind: 'aws', now, ids });
    await appendAudit(tx, {
      actorId: actor.userId,
      action: 'target.added',
      subject: { kind: 'target', id: added.id, label: added.name },
      detail: { account: added.account, region: added.region, deployerRoleArn: added.deployerRoleArn },
      now,
      ids,
    });
    return added;
  });
  return checkTarget(context, { targetId: target.id });
}
