import { appendAudit } from '@flowport/db';
import type { createTokenInputSchema } from '@flowport/domain';
import { AppError } from '@flowport/domain';
import type { z } from 'zod';
import type { ActorContext } from '../context.ts';
import type { newTokenSchema } from './view.ts';

/** More than that is a program that makes tokens in a loop. */
const tokensMax = 50;

/** @throws AppError `conflict` when the actor has too many. */
export async function createToken(
  { auth, actor, db, clock, ids }: ActorContext,
  { name, expiresInDays }: z.output<typeof createTokenInputSchema>,
): Promise<z.output<typeof newTokenSchema>> {
  const { length } = await auth.tokens.list(actor.userId);
  if (length >= tokensMax) {
    throw new AppError('conflict', `You have ${length} tokens, which is the most. Revoke those that nothing uses.`);
  }
  const token = await auth.tokens.create({ userId: actor.userId, name, expiresInDays });
  await appendAudit(db, {
    actorId: actor.userId,
    action: 'token.created',
    subject: { kind: 'token', id: token.id, label: token.name },
    detail: { expiresAt: token.expiresAt },
    now: clock(),
    ids,
  });
  return token;
}
