import { appendAudit } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { ActorContext } from '../context.ts';

/** The token is refused from the next call on. @throws AppError `not_found`, also for somebody else's token. */
export async function revokeToken(
  { auth, actor, db, clock, ids }: ActorContext,
  { tokenId }: { tokenId: string },
): Promise<{ id: string }> {
  const revoked = await auth.tokens.revoke({ userId: actor.userId, tokenId });
  if (!revoked) throw new AppError('not_found', `You have no token ${tokenId}.`);
  await appendAudit(db, {
    actorId: actor.userId,
    action: 'token.revoked',
    subject: { kind: 'token', id: revoked.id, label: revoked.name },
    now: clock(),
    ids,
  });
  return { id: revoked.id };
}
